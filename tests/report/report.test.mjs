// What a reader of the report meets, in a browser. scripts/test-report makes the pages and starts this.
// REPORT: the pages' folder. SCREENSHOTS: where to keep pictures, for somebody to look at; may be missing.
// PICTURE: where to make README's picture anew; may be missing.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {after, before, test} from 'node:test';
import {HtmlValidate} from 'html-validate';
import {chromium} from 'playwright-core';

const folder = process.env.REPORT;
const pictures = process.env.SCREENSHOTS;
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const address = name => `file://${folder}/${name}`;
const results = JSON.parse(readFileSync(`${folder}/results.json`, 'utf8')).results;
const deadline = 30_000;
let browser;

before(async () => {
  browser = await chromium.launch({executablePath: process.env.CHROMIUM, args: ['--no-sandbox']});
});
after(() => browser?.close());

/// Opens a page; `use` may do what it likes, and then nothing may be in the console, and no request but one.
async function reading(name, options, use) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(deadline);
  const page = await context.newPage();
  const complaints = [], requests = new Set();
  page.on('console', message => complaints.push(message.text()));
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('request', request => requests.add(request.url().split('#')[0]));
  await page.goto(address(name));
  await use(page);
  assert.deepEqual(complaints, []);
  assert.deepEqual([...requests], [address(name).split('#')[0]]);
  await context.close();
}

const shown = page => page.locator('#matrix tr[data-q]:visible').count();
const segments = run => run.events.filter(event => 'syn' in event).length;
/// The first experiment whose first style was run, and that has segments.
const seen = results.find(result => result.styles[0].records.some(segments));

test('every experiment has a row, and every style that ran a cell with a symbol and a word', () =>
  reading('report.html', {}, async page => {
    assert.equal(await page.locator('#matrix tr[data-q]').count(), results.length);
    const cells = await page.locator('#matrix td:not(.absent) a').allTextContents();
    assert.ok(cells.length >= results.length);
    for (const cell of cells) assert.match(cell, /^\S \w/);
  }));

test('a filter leaves the rows that fit, and the address keeps it', () =>
  reading('report.html', {}, async page => {
    const all = await shown(page);
    await page.selectOption('#f-code', '10053');
    const fitting = await shown(page);
    assert.ok(fitting > 0 && fitting < all);
    assert.match(page.url(), /code=10053/);
    await page.reload();
    assert.equal(await shown(page), fitting);
    assert.equal(await page.inputValue('#f-code'), '10053');
    await page.click('#clear');
    assert.equal(await shown(page), all);
  }));

for (const [ask, expected] of [['race', result => result.race], ['wrong', result => result.verdict === 'differs']])
  test(`the question ${ask} is answered from the results`, () =>
    reading(`report.html#?ask=${ask}`, {}, async page =>
      assert.equal(await shown(page), results.filter(expected).length)));

test('words are looked for in names, titles and outcomes', () =>
  reading('report.html', {}, async page => {
    await page.fill('#f-text', seen.experiment);
    assert.ok(await shown(page) >= 1);
    await page.fill('#f-text', 'no such words');
    assert.equal(await shown(page), 0);
  }));

test('a cell opens its ladder, with an arrow for each segment of the record', () =>
  reading('report.html', {}, async page => {
    for (const result of results.filter(one => one.styles[0].records.some(segments)).slice(0, 20)) {
      const style = result.styles[0];
      const id = `${result.experiment}.${style.style}`;
      await page.click(`#matrix a[href="#${id}"]`);
      const arrows = await page.locator(`[id="${id}"] .ladder li.a:visible`).count();
      assert.ok(style.records.map(segments).includes(arrows), `${id}: ${arrows} arrows`);
      await page.click('#close');
    }
  }));

test('a permalink opens its cell, and Escape closes it', () => {
  const id = `${seen.experiment}.${seen.styles[0].style}`;
  return reading(`report.html#${id}?axis=log`, {}, async page => {
    assert.ok(await page.locator(`[id="${id}"] .ladder`).isVisible());
    assert.equal(await page.locator('section.x:visible').count(), 1);
    assert.equal(await page.inputValue('#axis'), 'log');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('section.x:visible').count(), 0);
  });
});

test('a row of a ladder tells its fields when it is asked, by mouse or by key', () => {
  const id = `${seen.experiment}.${seen.styles[0].style}`;
  return reading(`report.html#${id}`, {}, async page => {
    const row = page.locator(`[id="${id}"] .ladder li.a`).first();
    assert.ok(!await row.locator('small').isVisible());
    await row.click();
    assert.ok(await row.locator('small').isVisible());
    await row.locator('b').focus();
    await page.keyboard.press('Enter');
    assert.ok(!await row.locator('small').isVisible());
  });
});

test('two rows stand side by side, with what differs marked', () => {
  const [one, other] = [results[0].experiment, results.find(result => result.why !== results[0].why).experiment];
  return reading(`report.html#${one}?beside=${other}`, {viewport: {width: 1600, height: 900}}, async page => {
    assert.equal(await page.locator('section.x:visible').count(), 2);
    assert.ok(await page.locator('.results .unlike:visible').count() > 0);
  });
});

test('without JavaScript the matrix and all ladders can be read', () =>
  reading('report.html', {javaScriptEnabled: false}, async page => {
    assert.equal(await page.locator('#matrix tr[data-q]:visible').count(), results.length);
    assert.equal(await page.locator('#filters:visible').count(), 0);
    const id = `${seen.experiment}.${seen.styles[0].style}`;
    await page.click(`[id="${id}"] summary`);
    assert.ok(await page.locator(`[id="${id}"] .ladder small`).first().isVisible());
  }));

test('what another report has otherwise is marked', () =>
  reading('compared.html#?ask=unlike', {}, async page => {
    assert.ok(await page.locator('.made tbody tr').count() === 2);
    for (const row of await page.locator('#matrix tr[data-q]:visible').all())
      assert.ok(await row.locator('.unlike').count() > 0);
  }));

test('hostile titles stay text', () =>
  reading('hostile.html', {}, async page => {
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.locator('script').count(), 1);
    assert.match(await page.locator('h3').first().textContent(), /<\/script><img src=x onerror=/);
  }));

test('it is valid HTML', async () => {
  const validator = new HtmlValidate({extends: ['html-validate:standard'], rules: {
    'no-implicit-close': 'off', 'long-title': 'off', 'no-inline-style': 'off', 'no-implicit-input-type': 'off'}});
  for (const name of ['hostile.html', 'report.html', 'sweep.html']) {
    const report = await validator.validateString(readFileSync(`${folder}/${name}`, 'utf8'));
    const found = report.results.flatMap(result => result.messages).map(one => `${one.line}: ${one.ruleId}: ${one.message}`);
    assert.deepEqual(found.slice(0, 10), []);
  }
});

test('it is painted within a second', () =>
  reading('report.html', {}, async page => {
    const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
    assert.ok(paint <= 1000, `${paint} ms`);
  }));

test('a sheet of paper holds the whole width of the matrix', () =>
  reading('report.html', {viewport: {width: 718, height: 1000}}, async page => {  // A4 less margins of 1 cm, at 96 dpi
    await page.emulateMedia({media: 'print'});
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 718);
  }));

test('a sweep has a line in its chart, and a column in its table, for every ending', () =>
  reading('sweep.html', {}, async page => {
    const {points} = JSON.parse(readFileSync(`${folder}/sweep.json`, 'utf8'));
    assert.equal(await page.locator('tbody tr').count(), points.length);
    const lines = await page.locator('.chart .line').count();
    assert.ok(lines > 0);
    assert.equal(await page.locator('thead th').count(), 1 + lines);
  }));

// axe asks every element, hidden ones too: on the page of everything it takes a minute.
for (const colorScheme of ['light', 'dark'])
  for (const [width, height] of [[1400, 900], [390, 844]]) {
    const look = async (page, name) => {
      if (pictures) await page.screenshot({path: `${pictures}/${name}-${colorScheme}-${width}.png`});
      await page.evaluate(readFileSync(axe, 'utf8') + ';0');
      const found = await page.evaluate(() => axe.run({resultTypes: ['violations']}));
      assert.deepEqual(found.violations.filter(one => ['serious', 'critical'].includes(one.impact))
        .map(one => [one.id, one.nodes.length, one.nodes[0].html.slice(0, 200), one.nodes[0].failureSummary]), []);
    };
    const options = {colorScheme, viewport: {width, height}};
    test(`nothing serious for axe in a report, ${colorScheme}, ${width} wide`, () =>
      reading('hostile.html', options, async page => {
        await look(page, 'matrix');
        await page.click('#matrix td:not(.absent) a');
        await look(page, 'ladder');
      }));
    test(`nothing serious for axe in a sweep, ${colorScheme}, ${width} wide`, () =>
      reading('sweep.html', options, page => look(page, 'sweep')));
  }

/// `png` with a text before its last chunk (PNG, sections 5.3 and 11.3.4.3).
function with_text(png, text) {
  const chunk = Buffer.from(`0000tEXt${text}0000`, 'latin1');
  chunk.writeUInt32BE(chunk.length - 12, 0);
  let sum = ~0;
  for (const byte of chunk.subarray(4, -4)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; ++bit) sum = sum >>> 1 ^ (sum & 1 ? 0xedb88320 : 0);
  }
  chunk.writeUInt32BE(~sum >>> 0, chunk.length - 4);
  return Buffer.concat([png.subarray(0, -12), chunk, png.subarray(-12)]);
}

test('the picture in README shows the report as it looks now', async () => {
  const made_of = createHash('sha256');
  for (const source of ['report.css', 'report.js', 'ladder.js'])
    made_of.update(readFileSync(`lab/report/${source}`));
  const look = `Source\0${made_of.digest('hex')}`;
  if (process.env.PICTURE)
    await reading('report.html#reset-before-fin.handlers', {viewport: {width: 1280, height: 720}}, async page => {
      for (const part of ['#matrix', '[id="reset-before-fin.handlers"]'])
        await page.locator(part).first().evaluate(shown => shown.scrollIntoView());
      writeFileSync(process.env.PICTURE, with_text(await page.screenshot(), look));
    });
  assert.ok(readFileSync('docs/report.png', 'latin1').includes(look),
    'make it anew, and look at it: PICTURE=docs/report.png scripts/test-report');
});

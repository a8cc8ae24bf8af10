// What a reader of the site meets, in a browser, from files alone. scripts/test-report builds it and starts this.
// REPORT: the folder with "site", "hostile site", what they were made of, and the list of strategies.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {after, before, test} from 'node:test';
import {pathToFileURL} from 'node:url';
import {HtmlValidate} from 'html-validate';
import {chromium} from 'playwright-core';

const folder = process.env.REPORT;
const pictures = process.env.SCREENSHOTS;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8') + ';0';
const root = new URL('../../', import.meta.url);
const address = (name, site = 'site') => new URL(name, pathToFileURL(`${folder}/${site}/`)).href;
const file = url => decodeURI(url.split(/[#?]/)[0]);
const results = JSON.parse(readFileSync(`${folder}/results.json`, 'utf8')).results;
const files = readdirSync(`${folder}/site`, {recursive: true}).filter(name => name.endsWith('.html')).sort();
let browser;

before(async () => {
  browser = await chromium.launch({executablePath: process.env.CHROMIUM, args: ['--no-sandbox']});
});
after(() => browser?.close());

/// Opens a page; `use` may do what it likes, and then nothing may be in the console, and no request have left the site.
async function reading(name, options, use, site = 'site') {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const complaints = [], strangers = [];
  page.on('console', message => complaints.push(message.text()));
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('request', request => {
    if (!request.url().startsWith(address('', site))) strangers.push(request.url());
  });
  await page.goto(address(name, site));
  await use(page);
  assert.deepEqual(complaints, []);
  assert.deepEqual(strangers, []);
  await context.close();
}

/// Of every page: where its links lead, and what can be led to. Read once, by whoever needs it first.
let read;
function everything() {
  read ??= (async () => {
    const pages = new Map();
    await reading('index.html', {}, async page => {
      for (const name of files) {
        await page.goto(address(encodeURI(name)));
        pages.set(file(page.url()), await page.evaluate(() => ({
          links: [...document.querySelectorAll('[href], [src], [action]')].map(one => one.href || one.src || one.action),
          ids: [...document.querySelectorAll('[id]')].map(one => one.id)})));
      }
    });
    return pages;
  })();
  return read;
}

test('every link leads to a file of the site, and to a place that is in it', async () => {
  const pages = await everything(), lost = [];
  const other = new Set(readdirSync(`${folder}/site`, {recursive: true}).map(name => file(address(name))));
  let count = 0;
  for (const [from, {links}] of pages)
    for (const link of links.filter(one => one.startsWith('file:'))) {
      const fragment = decodeURIComponent(link.split('#')[1] ?? '');
      ++count;
      if (!other.has(file(link)) ||
          fragment && !fragment.startsWith('?') && !pages.get(file(link))?.ids.includes(fragment)) lost.push([from, link]);
    }
  assert.ok(count > 10 * files.length);
  assert.deepEqual(lost.slice(0, 10), []);
});

test('whatever the project has, has a page, and all pages are reached from the start', async () => {
  const pages = await everything();
  const keys = name => Object.keys(JSON.parse(readFileSync(new URL(`lab/catalogue/${name}.json`, root), 'utf8')));
  const documents = ['README.md', ...readdirSync(new URL('docs', root), {recursive: true}).map(name => `docs/${name}`)];
  const strategies = readFileSync(`${folder}/strategies`, 'utf8').trim().split('\n');
  const expected = [
    ...results.map(result => `experiments/${result.experiment}.html`),
    ...strategies.map(line => `strategies/${line.split(' ')[0]}.html`),
    ...keys('endings').map(name => `endings/${name}.html`),
    ...keys('explanations').map(name => `errors/${name}.html`),
    ...documents.filter(name => name.endsWith('.md')).map(name => name.replace(/md$/, 'html'))];
  const reached = new Set([file(address('index.html'))]);
  for (const from of reached)
    for (const link of pages.get(from)?.links ?? []) reached.add(file(link));
  assert.deepEqual(expected.filter(name => !reached.has(file(address(name)))), []);
  assert.deepEqual(files.filter(name => !reached.has(file(address(name)))), []);
});

test('the matrix of the start page has what the results have', () =>
  reading('index.html', {}, async page => {
    const shown = Object.fromEntries(await page.locator('#matrix td a').evaluateAll(
      links => links.map(link => [decodeURIComponent(link.hash.slice(1)), link.textContent])));
    assert.equal(await page.locator('#matrix tr[data-q]').count(), results.length);
    let count = 0;
    for (const {experiment, styles} of results)
      for (const {style, outcomes} of styles.filter(one => one.outcomes.length)) {
        const most = outcomes.reduce((one, other) => other.count > one.count ? other : one);
        assert.match(shown[`${experiment}.${style}`], new RegExp(` ${most.ending}\\b`), `${experiment} ${style}`);
        ++count;
      }
    assert.ok(count >= results.length);
  }));

test('a link of the matrix opens its ladder, whose rows tell their fields by key', () => {
  const {experiment, styles} = results.find(result => result.styles.length > 1 && result.styles.at(-1).outcomes.length);
  const id = `${experiment}.${styles.at(-1).style}`;
  return reading('index.html', {}, async page => {
    await page.click(`#matrix a[href$="#${id}"]`);
    const row = page.locator(`[id="${id}"] .ladder li`).first();
    assert.ok(!await row.locator('small').isVisible());
    await row.locator('b').press('Enter');
    assert.ok(await row.locator('small').isVisible());
  });
});

for (const [asked, name] of [['WSAECONNABORTED', 'connection_aborted'], ['10053', 'connection_aborted'],
  ['ECONNRESET', 'connection_reset'], ['stream truncated', 'stream_truncated'], ['read: Connection reset by peer (104)',
    'connection_reset'], ['errno 32: broken pipe', 'broken_pipe']])
  test(`who looks for "${asked}" finds ${name}`, () =>
    reading('docs/lessons/README.html', {}, async page => {
      await page.fill('#q', asked);
      await page.press('#q', 'Enter');
      await page.locator('#found a').first().click();
      assert.equal(page.url(), address(`errors/${name}.html`));
      assert.equal(await page.locator('h1').textContent(), name);
    }));

test('a search finds experiments, strategies and words of lessons, and says when it finds nothing', () =>
  reading('search.html', {}, async page => {
    const found = page.locator('#found a');
    for (const [asked, name] of [[results[0].experiment, results[0].experiment], ['linger_timeout', 'linger_timeout'],
      ['keep-alive race', '20. The keep-alive race'], ['peer_finished', 'peer_finished']]) {
      await page.fill('#q', asked);
      assert.ok((await found.allTextContents()).slice(0, 3).includes(name), asked);
    }
    await page.fill('#q', 'no-such-words');
    assert.equal(await found.count(), 0);
    assert.equal(await page.textContent('#count'), '0 pages');
  }));

test('without JavaScript everything can be read, and the search leads to the names', () =>
  reading('search.html', {javaScriptEnabled: false}, async page => {
    await page.click('noscript a');
    await page.click('main a >> text="connection_aborted"');
    assert.ok(await page.locator('text=WSAECONNABORTED').first().isVisible());
    await page.goto(address(`experiments/${results[0].experiment}.html`));
    assert.ok(await page.locator('.ladder').first().isVisible());
  }));

test('by key the content is two steps away', () =>
  reading('index.html', {}, async page => {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
  }));

test('hostile titles stay text', () =>
  reading('index.html', {}, async page => {
    const title = '</script><img src=x onerror=alert(1)>';
    assert.ok((await page.textContent('#matrix')).includes(title));
    await page.goto(address('experiments/seed-1.html', 'hostile site'));
    assert.equal(await page.textContent('.lead'), title);
    await page.goto(address('search.html?q=seed-1', 'hostile site'));
    assert.ok((await page.textContent('#found')).includes(title));
    for (const name of ['index.html', 'experiments/index.html', 'experiments/seed-1.html', 'search.html?q=seed-1']) {
      await page.goto(address(name, 'hostile site'));
      assert.equal(await page.locator('img').count(), 0);
    }
  }, 'hostile site'));

test('it is valid HTML', async () => {
  const validator = new HtmlValidate({extends: ['html-validate:standard'], rules: {
    'no-implicit-close': 'off', 'long-title': 'off', 'no-inline-style': 'off', 'no-implicit-input-type': 'off'}});
  const complaints = [];
  for (const site of ['site', 'hostile site'])
    for (const name of site === 'site' ? files.filter(name => name !== 'report.html') : ['index.html', 'experiments/seed-1.html', 'search.html']) {
      const report = await validator.validateString(readFileSync(`${folder}/${site}/${name}`, 'utf8'));
      for (const one of report.results.flatMap(result => result.messages))
        complaints.push(`${name}:${one.line}: ${one.ruleId}: ${one.message}`);
    }
  assert.deepEqual(complaints.slice(0, 20), []);
});

// Of every kind one; the small site, because axe asks every element.
const kinds = ['index.html', 'endings/reset_after_fin.html', 'errors/connection_aborted.html', 'experiments/seed-3.html',
  'strategies/index.html', 'strategies/close.html', 'docs/lessons/02-the-hard-close.html', 'docs/glossary.html',
  'docs/what-the-client-sees.html', 'names.html', 'search.html?q=10053'];
for (const [colorScheme, width] of [['light', 1280], ['dark', 1280], ['light', 360], ['dark', 360]])
  test(`nothing serious for axe and nothing beyond the edge, ${colorScheme}, ${width} wide`, () =>
    reading('index.html', {colorScheme, viewport: {width, height: 900}}, async page => {
      for (const name of kinds) {
        await page.goto(address(name, 'hostile site'));
        if (pictures)
          await page.screenshot({path: `${pictures}/site-${name.replace(/\W/g, '-')}-${colorScheme}-${width}.png`});
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is too wide`);
        await page.evaluate(axe);
        const found = await page.evaluate(() => axe.run({preload: false, resultTypes: ['violations']}));
        assert.deepEqual(found.violations.filter(one => ['serious', 'critical'].includes(one.impact)).map(
          one => [name, one.id, one.nodes.length, one.nodes[0].html.slice(0, 200), one.nodes[0].failureSummary]), []);
      }
    }, 'hostile site'));

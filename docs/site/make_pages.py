"""Writes the pages of the site: make_pages.py PROGRAMS RESULTS OUTPUT. scripts/site calls it.

OUTPUT has the report already: the matrix and the ladders are cut out of it. Everything else comes from the programs,
the catalogue and the documents, so that a new strategy, experiment, error or lesson has its page by itself.
"""

import json
import os
import posixpath
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from markdown_it import MarkdownIt  # CommonMark and tables, with tokens in which links can be turned
from markdown_it.token import Token
from markupsafe import Markup, escape

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# ECONNRESET, WSAECONNRESET, ERROR_NETNAME_DELETED, 10054, asio.misc:2, asio::error::eof
NAME = re.compile(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b|\b(?:WSA)?E[A-Z0-9]{3,}\b|[a-z][\w.]*:\d+|[a-z]\w*::[\w:]+|\b\d{2,}\b")
PLURAL = {"ending": "endings", "error": "errors", "experiment": "experiments", "strategy": "strategies"}


class Page:
    """One page. `names` are what it is found by, `text` what else is searched; `data` is for its template."""

    def __init__(self, kind, name, title, path, names=(), text="", **data):
        self.kind, self.name, self.title, self.path, self.text, self.data = kind, name, title, path, text, data
        self.names = list(dict.fromkeys([name, *names]))
        self.documents = []


# What the programs say.


def said_by(program, *arguments):
    # Wide enough that nothing is wrapped.
    return subprocess.run([program, *arguments], env={**os.environ, "COLUMNS": "5000"}, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True, check=True).stdout


def explained(programs, name):
    return json.loads(said_by(programs / "hangup-lab", "explain", name, "--format", "json"))


def names_in(programs, error):
    """The lines of names that `explain` prints for an error: (system, name), the system maybe empty."""
    text = said_by(programs / "hangup-lab", "explain", error)
    block = re.search(rf"^{re.escape(error)}\n(.*?)^  means ", text, re.MULTILINE | re.DOTALL).group(1)
    return [(line[2:12].strip(), line[12:]) for line in block.splitlines()]


def catalogue(name):
    return json.loads((ROOT / "lab/catalogue" / name).read_text())


def error_pages(programs):
    families = [json.loads(file.read_text()) for file in sorted((ROOT / "lab/catalogue/messages").glob("*.json"))]
    for name in catalogue("explanations.json"):
        found = explained(programs, name)
        error = next(one for one in found["errors"] if one["condition"] == name)
        lines = names_in(programs, name)
        names = [part for _, line in lines for part in NAME.findall(line)]
        names += [text for _, line in lines for text in re.findall(r'"(.+?)\.?"', line) + re.findall(r"^(.+?) \[", line)]
        said = [(family["title"], line) for family in families for entry in family["entries"]
                if name in entry.get("errors", ()) for line in entry["lines"]]
        yield Page("error", name, error["means"], f"errors/{name}.html", names, " ".join(line for _, line in said),
                   error=error, lines=lines, said=said)


def ending_pages(programs):
    for name in catalogue("endings.json"):
        ending = next(one for one in explained(programs, name)["endings"] if one["ending"] == name)
        yield Page("ending", name, ending["means"], f"endings/{name}.html",
                   text=" ".join([ending["explanation"]["means"], ending["windows_says"]]), ending=ending)


def strategy_pages(programs):
    server = programs / "hangup-server"
    for line in said_by(server, "--list").splitlines():
        name, summary = line.split(maxsplit=1)
        facts = [re.split(r" {2,}", fact.strip(), maxsplit=1)
                 for fact in said_by(server, "--describe", name).splitlines()[1:]]
        yield Page("strategy", name, summary, f"strategies/{name}.html",
                   text=" ".join(fact[-1] for fact in facts), facts=facts)


def experiment_pages(results, report):
    sections = dict(re.findall(r'^<section class=x id="([^"]+)".*?</h3>\n(.*?)</section>', report, re.M | re.S))
    for result in results:
        name = result["experiment"]
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,63}", name):
            sys.exit(f"hangup: the results: {name!r}: expected the name of an experiment, such as seed-1")
        outcomes = [outcome for style in result["styles"] for outcome in style["outcomes"]]
        errors = [step["error"]["meaning"] for outcome in outcomes for step in outcome["steps"] if step["error"]]
        errors += [outcome["connect"] for outcome in outcomes if outcome["connect"] != "ok"]
        yield Page("experiment", name, result["title"], f"experiments/{name}.html",
                   text=" ".join([result["strategy"], result["why"]]), result=result,
                   endings=list(dict.fromkeys(outcome["ending"] for outcome in outcomes)),
                   errors=list(dict.fromkeys(errors)),
                   observed=Markup(sections[name].replace("<details class=cell", "<details open class=cell", 1)))


# The documents.


def anchor_of(heading, taken):
    """As GitHub makes it, and as tests/docs/links_test.cpp checks it."""
    anchor = "".join(sign for sign in heading.lower().replace(" ", "-") if sign.isascii() and (sign.isalnum() or sign in "-_"))
    taken[anchor] += 1
    return anchor if taken[anchor] == 1 else f"{anchor}-{taken[anchor] - 1}"


def text_of(inline):
    return "".join(one.content if one.type in ("text", "code_inline") else " " if one.type == "softbreak" else ""
                   for one in inline.children)


class Documents:
    """Turns the Markdown of README.md and docs/ into pages, with links to the pages of what they name."""

    def __init__(self):
        self.markdown = MarkdownIt("commonmark").enable("table")
        self.paths = ["README.md"] + sorted(str(file.relative_to(ROOT)) for file in (ROOT / "docs").rglob("*.md"))
        self.tokens = {path: self.markdown.parse((ROOT / path).read_text()) for path in self.paths}

    def pages(self):
        for path, tokens in self.tokens.items():
            inline = [one for one in tokens if one.type == "inline"]
            code = [one.content for one in tokens if one.type == "fence"]
            yield Page("lesson" if re.match(r"docs/lessons/\d", path) else "document", Path(path).stem,
                       text_of(inline[0]), path.removesuffix(".md") + ".html",
                       text=" ".join([text_of(one) for one in inline] + code), source=path,
                       codes={child.content for one in inline for child in one.children if child.type == "code_inline"},
                       commands=re.findall(r"(?:scripts/lab|hangup-lab) (?:run|describe|sweep) ([^\n|>]*)",
                                           (ROOT / path).read_text()))

    def html(self, page, names, experiments, ladders):
        up = "../" * page.path.count("/")
        taken, ladder = Counter(), None
        out = []
        for at, token in enumerate(self.tokens[page.data["source"]]):
            if token.type == "heading_open":
                inline = self.tokens[page.data["source"]][at + 1]
                token.attrSet("id", anchor_of(text_of(inline), taken))
            elif token.type == "inline":
                in_cell = self.tokens[page.data["source"]][at - 1].type == "td_open"
                if in_cell and token.content in experiments:
                    token.children[0].type = "code_inline"
                    self.turn_links(token, page, experiments, up)
                else:
                    self.turn_links(token, page, names, up)
            elif token.type == "html_block" and token.content.startswith("<!--"):
                drawn = re.search(r"run (\S+) --style (\S+) --format mermaid", token.content)
                ladder = ladders.get(drawn.groups()) if drawn else None
                continue
            elif token.type == "fence" and token.info == "mermaid" and ladder:
                token = Token("html_block", "", 0, content=ladder)
            elif token.type == "table_open":
                out.append(Token("html_block", "", 0, content='<div class=wide tabindex=0 role=group aria-label="table">'))
            out.append(token)
            if token.type == "table_close":
                out.append(Token("html_block", "", 0, content="</div>\n"))
        html = self.markdown.renderer.render(out, self.markdown.options, {})
        html = html.replace("<pre><code", "<pre tabindex=0><code")
        return Markup(re.sub(r"<th(?=[ >])", "<th scope=col", html))

    def turn_links(self, inline, page, names, up):
        """.md becomes .html; what has no page stays as text; code that is the name of something leads to its page."""
        children, inside, dropped = [], False, False
        for token in inline.children:
            if token.type == "link_open":
                inside = True
                target = self.target_of(token.attrGet("href"), page)
                dropped = target is None
                if dropped:
                    continue
                token.attrSet("href", target)
            elif token.type == "link_close":
                inside = False
                if dropped:
                    continue
            elif token.type == "code_inline" and not inside and token.content in names:
                opened = Token("link_open", "a", 1, attrs={"href": up + names[token.content].path})
                children += [opened, token, Token("link_close", "a", -1)]
                continue
            children.append(token)
        inline.children = children

    def target_of(self, link, page):
        if re.match(r"[a-z]+:|#", link):
            return link
        path, mark, fragment = link.partition("#")
        known = posixpath.normpath(posixpath.join(posixpath.dirname(page.data["source"]), path)) in self.paths
        return path.removesuffix(".md") + ".html" + mark + fragment if known else None


def mentions(document, page):
    """Whether a document tells of an error, ending, strategy or experiment; a common word counts as code alone."""
    data = document.data
    if page.kind == "experiment":
        return page.name in data["codes"] or any(page.name in command.split() for command in data["commands"])
    if page.kind == "strategy":
        return page.name in data["codes"] or re.search(rf"--strategy {page.name}\b", document.text)
    if page.kind == "ending":
        return page.name in data["codes"]
    return any(name in data["codes"] or (re.fullmatch(r"[A-Z]\w{4,}|\d{4,5}|[a-z]+_\w+", name) and
                                         re.search(rf"(?<![\w:.-]){name}(?![\w-])", document.text))
               for name in page.names)


# The site.


def environment(names):
    templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
                            trim_blocks=True, lstrip_blocks=True)

    @pass_context
    def marked(context, text):
        """A sentence of the catalogue: what stands between backquotes is code, and maybe leads somewhere."""
        def code(found):
            page = names.get(found[1])
            html = Markup("<code>{}</code>").format(Markup(found[1]))
            return html if page is None or page.path == context["page"].path else \
                Markup('<a href="{}{}">{}</a>').format(context["up"], page.path, html)
        return Markup(re.sub(r"`([^`]+)`", code, str(escape(text))))

    templates.filters["marked"] = marked
    return templates


def main(programs, saved, output):
    run = json.loads(saved.read_text())
    report = (output / "report.html").read_text()
    documents = Documents()
    pages = [*ending_pages(programs), *error_pages(programs), *experiment_pages(run["results"], report),
             *strategy_pages(programs), *documents.pages()]
    of_kind = {kind: [page for page in pages if page.kind == kind]
               for kind in ("ending", "error", "experiment", "strategy", "lesson", "document")}
    by_name = {kind: {page.name: page for page in some} for kind, some in of_kind.items()}
    for page in pages:
        page.documents = [one for one in of_kind["lesson"] + of_kind["document"]
                          if page.kind in PLURAL and mentions(one, page)]

    # Whom code in a text leads to; a small number may be anything, and strategies name what some experiments are of.
    names = {name: page for kind in ("experiment", "ending", "error", "strategy") for page in of_kind[kind]
             for name in page.names if not re.fullmatch(r"\d{1,3}", name)}
    ladders = {(name, style): ladder for name, style, ladder in re.findall(
        r'<details class=cell id="([^".]+)\.([^"]+)"><summary>[^\n]*?</summary>(<ol class=ladder>.*?</ol>)', report, re.S)}
    for page in of_kind["lesson"] + of_kind["document"]:
        page.data["content"] = documents.html(page, names, by_name["experiment"], ladders)

    def table(name):
        html = re.search(rf"<table id={name}>.*?</table>", report, re.S).group()
        html = re.sub(r'href="#\?ending=([a-z_]+)"', r'href="endings/\1.html"', html)
        return Markup(re.sub(r'href="#([a-z0-9-]+)(\.[^"]+)?"',
                             lambda to: f'href="experiments/{to[1]}.html{f"#{to[1]}{to[2]}" if to[2] else ""}"', html))

    templates = environment(names)
    templates.globals.update(
        of_kind=of_kind, by_name=by_name, plural=PLURAL, run=run,
        verdicts=Counter(result["verdict"].replace("_", " ") for result in run["results"]))

    def write(template, page, **data):
        target = output / page.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(templates.get_template(template).render(
            page=page, up="../" * page.path.count("/"), **{**page.data, **data}))

    for page in pages:
        write("document.html" if page.kind in ("lesson", "document") else f"{page.kind}.html", page)
    for kind, folder in PLURAL.items():
        write("list.html", Page("list", folder, folder.capitalize(), f"{folder}/index.html"), listed=of_kind[kind])
    write("start.html", Page("start", "hangup", "How TCP connections end", "index.html"),
          matrix=table("matrix"), endings=table("endings"))
    write("names.html", Page("names", "names", "All names", "names.html"),
          rows=sorted(((name, page) for page in pages if page.kind in PLURAL for name in page.names),
                      key=lambda row: (row[0].lower(), row[1].kind)))
    write("search.html", Page("search", "search", "Search", "search.html"))

    index = [[page.kind, page.name, page.title, page.path, page.names, page.text] for page in pages]
    (output / "search-index.js").write_text(f"'use strict';\nconst pages = {json.dumps(index)};\n")
    for file in (HERE / "site.css", HERE / "search.js", HERE / "ladders.js", ROOT / "lab/report/report.css"):
        (output / file.name).write_text(file.read_text())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

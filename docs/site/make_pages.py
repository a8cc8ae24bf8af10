"""Writes the pages of the site: make_pages.py PROGRAMS RESULTS OUTPUT. scripts/site calls it.

OUTPUT has the report already: the matrix and the ladders are cut out of it. Everything else comes from the programs,
the catalogue and the documents, so that a new strategy, experiment, error or lesson has its page by itself.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from markupsafe import Markup, escape

from documents import Documents, mentions
from page import ROOT, Page

HERE = ROOT / "docs/site"
# ECONNRESET, WSAECONNRESET, ERROR_NETNAME_DELETED, 10054, asio.misc:2, asio::error::eof
NAME = re.compile(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b|\b(?:WSA)?E[A-Z0-9]{3,}\b|\b\d{2,}\b|"
                  r"[a-z][\w.]*:\d+|[a-z]\w*::[\w:]+")
PLURAL = {"ending": "endings", "error": "errors", "experiment": "experiments", "strategy": "strategies"}


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
        names += [text for _, line in lines
                  for text in re.findall(r'"(.+?)\.?"', line) + re.findall(r"^(.+?) \[", line)]
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
            print(f"hangup: the results: {name!r}: expected the name of an experiment, such as seed-1", file=sys.stderr)
            sys.exit(2)
        outcomes = [outcome for style in result["styles"] for outcome in style["outcomes"]]
        errors = [step["error"]["meaning"] for outcome in outcomes for step in outcome["steps"] if step["error"]]
        errors += [outcome["connect"] for outcome in outcomes if outcome["connect"] != "ok"]
        yield Page("experiment", name, result["title"], f"experiments/{name}.html",
                   text=" ".join([result["strategy"], result["why"]]), result=result,
                   endings=list(dict.fromkeys(outcome["ending"] for outcome in outcomes)),
                   errors=list(dict.fromkeys(errors)),
                   observed=Markup(sections[name].replace("<details class=cell", "<details open class=cell", 1)))


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


def pages_of(programs, run, report):
    """All pages that are about something, by their kind; what the documents name is linked both ways."""
    documents = Documents()
    pages = [*ending_pages(programs), *error_pages(programs), *experiment_pages(run["results"], report),
             *strategy_pages(programs), *documents.pages()]
    of_kind = {kind: [page for page in pages if page.kind == kind] for kind in (*PLURAL, "lesson", "document")}
    texts = of_kind["lesson"] + of_kind["document"]
    for page in pages:
        page.documents = [text for text in texts if page.kind in PLURAL and mentions(text, page)]

    # A small number may be anything; a strategy's page names the experiments that are called as it is.
    names = {name: page for kind in ("experiment", "ending", "error", "strategy") for page in of_kind[kind]
             for name in page.names if not re.fullmatch(r"\d{1,3}", name)}
    experiments = {page.name: page for page in of_kind["experiment"]}
    cell = r'<details class=cell id="([^".]+)\.([^"]+)"><summary>[^\n]*?</summary>(<ol class=ladder>.*?</ol>)'
    ladders = {(name, style): ladder for name, style, ladder in re.findall(cell, report, re.S)}
    for page in texts:
        page.data["content"] = documents.html(page, names, experiments, ladders)
    return of_kind, names


def table_of(report, name):
    html = re.search(rf"<table id={name}>.*?</table>", report, re.S).group()
    html = re.sub(r'href="#\?ending=([a-z_]+)"', r'href="endings/\1.html"', html)
    html = re.sub(r'href="#(([a-z0-9-]+)\.[^"]+)"', r'href="experiments/\2.html#\1"', html)
    return Markup(re.sub(r'href="#([a-z0-9-]+)"', r'href="experiments/\1.html"', html))


def main(programs, saved, output):
    run = json.loads(saved.read_text())
    report = (output / "report.html").read_text()
    of_kind, names = pages_of(programs, run, report)
    pages = [page for some in of_kind.values() for page in some]
    templates = environment(names)
    templates.globals.update(
        of_kind=of_kind, by_name={kind: {page.name: page for page in some} for kind, some in of_kind.items()},
        plural=PLURAL, run=run,
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
          matrix=table_of(report, "matrix"), endings=table_of(report, "endings"),
          runtimes=table_of(report, "runtimes"))
    write("names.html", Page("names", "names", "All names", "names.html"),
          rows=sorted(((name, page) for page in pages if page.kind in PLURAL for name in page.names),
                      key=lambda row: (row[0].lower(), row[1].kind)))
    write("search.html", Page("search", "search", "Search", "search.html"))

    index = [[page.kind, page.name, page.title, page.path, page.names, page.text] for page in pages]
    (output / "search-index.js").write_text(f"'use strict';\nconst pages = {json.dumps(index)};\n")
    shared = ROOT / "lab/report"
    for file in (HERE / "site.css", HERE / "search.js", HERE / "ladders.js", shared / "report.css", shared / "ladder.js"):
        (output / file.name).write_text(file.read_text())
    for picture in (ROOT / "docs").rglob("*.png"):
        shutil.copyfile(picture, output / picture.relative_to(ROOT))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

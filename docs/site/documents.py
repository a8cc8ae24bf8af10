"""README.md and docs/ as pages, with links to the pages of what they name."""

import posixpath
import re
from collections import Counter
from pathlib import Path

from markdown_it import MarkdownIt  # CommonMark and tables, with tokens in which links can be turned
from markdown_it.token import Token
from markupsafe import Markup

from page import ROOT, Page


def anchor_of(heading, taken):
    """As GitHub makes it, and as tests/docs/links_test.cpp checks it."""
    anchor = re.sub(r"[^a-z0-9_-]", "", heading.lower().replace(" ", "-"))
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
                opening = '<div class=wide tabindex=0 role=group aria-label="table">'
                out.append(Token("html_block", "", 0, content=opening))
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

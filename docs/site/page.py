"""What a page is, whatever it is about."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class Page:
    """One page. `names` are what it is found by, `text` what else is searched; `data` is for its template."""

    def __init__(self, kind, name, title, path, names=(), text="", **data):
        self.kind, self.name, self.title, self.path, self.text, self.data = kind, name, title, path, text, data
        self.names = list(dict.fromkeys([name, *names]))
        self.documents = []

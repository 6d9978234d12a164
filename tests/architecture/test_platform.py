"""What imports cannot show of the platform: who writes, how steps are named, what every module documents."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent.parent
PLATFORM = REPOSITORY / "src" / "clustrat_platform"
MODULES = sorted(path for path in PLATFORM.rglob("*.py") if "migrations" not in path.parts)

#: Methods that write, on managers, querysets and model instances.
WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "raw", "asave", "acreate", "adelete", "aupdate",
}  # fmt: skip
#: Modules of the base that write besides ``actions.py``, and why.
PENS = {
    "base/audit.py": "the pen itself",
    "base/jobs.py": "the progress of jobs, many times a second",
    "base/mail.py": "the outbox, in the transaction of whoever sends",
    "base/models/people.py": "the manager that Django asks for new users",
}


def relative(path: Path) -> str:
    return path.relative_to(PLATFORM).as_posix()


def chain_of(node: ast.AST) -> list[str]:
    """The names before a call: ``Region.objects.filter(...).update`` gives [Region, objects, filter, update]."""
    names: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Name):
            names.append(node.id)
            return names[::-1]
        else:
            return names[::-1]


def writes_in(tree: ast.AST) -> list[tuple[int, str]]:
    """Calls that write: through a manager or queryset, or without arguments or with Django's own on an instance."""
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        names = chain_of(node.func)
        through_manager = bool({"objects", "_default_manager", "_base_manager"} & set(names[:-1]))
        words = {keyword.arg for keyword in node.keywords}
        on_instance = (
            node.func.attr in ("save", "delete")
            and len(names) <= 3
            and ((not node.args and not node.keywords) or bool(words & {"update_fields", "force_insert", "using"}))
        )
        if through_manager or on_instance or node.func.attr.startswith("bulk_"):
            found.append((node.lineno, ".".join(names)))
    return found


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_only_actions_write(path: Path) -> None:
    """PER-6: views, API, admin, forms and jobs change things only through actions."""
    if path.name == "actions.py" or relative(path) in PENS or "/actions/" in relative(path):
        return
    found = writes_in(ast.parse(path.read_text(encoding="utf-8")))
    assert not found, f"{relative(path)} writes by itself: {found}; call an action"


def test_the_search_for_writes_finds_them_and_leaves_dictionaries_alone() -> None:
    code = "\n".join([
        "Region.objects.filter(x=1).update(name='a')", "region.save()", "region.delete()", "self.job.save(update_fields=['a'])",
        "Region.objects.bulk_create([])", "found.update({'a': 1})", "digest.update(b'x')", "names.update(more)", "im.save(path)",
    ])  # fmt: skip
    assert [line for line, _ in writes_in(ast.parse(code))] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_public_names_are_documented(path: Path) -> None:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{relative(path)}: {node.name} has no docstring"


@pytest.mark.parametrize("path", sorted(PLATFORM.glob("*/migrations/0*.py")), ids=relative)
def test_steps_have_names(path: Path) -> None:
    assert not re.search(r"_auto_|_\d{8}_", path.name), f"{path.name}: give the step a name (makemigrations -n)"


def test_every_action_is_declared_as_one() -> None:
    """A public function of ``actions.py`` has the decorator, which asks for permission and writes the entry."""
    bare = []
    for path in PLATFORM.glob("*/actions.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                named = {chain_of(it)[-1] for it in node.decorator_list}
                if "action" not in named:
                    bare.append(f"{relative(path)}: {node.name}")
    assert not bare, bare


def test_no_page_carries_a_handler_or_a_style_of_its_own() -> None:
    """``script-src 'self'`` forbids them; so does htmx's own evaluation of ``hx-on`` and ``js:``."""
    for path in PLATFORM.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for pattern in (
            r"\son[a-z]+=",
            r"\sstyle=",
            r"hx-on",
            r"js:",
            r"javascript:",
            r"<script(?![^>]*\ssrc=)(?![^>]*application/json)",
        ):
            assert not re.search(pattern, text), f"{relative(path)}: {pattern}"
        assert not re.search(r"""(src|href)=["']https?://""", text), f"{relative(path)}: an address of someone else"

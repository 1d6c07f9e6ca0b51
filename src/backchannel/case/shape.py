"""The schema seen from a path: which model, list, mapping or number stands where in a case."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from backchannel.case.estimate import KEYS, Estimate
from backchannel.case.rules import Rule
from backchannel.case.schema import Case

Step = str | int
Path = tuple[Step, ...]
ALL_LEVELS = {"all", "else"}


@dataclass(frozen=True)
class Shape:
    """What the schema has at a path: a ``model``, ``rule``, ``estimate``, ``list`` or ``map`` of items, or a leaf."""

    kind: Literal["model", "rule", "estimate", "list", "map", "leaf"]
    model: type[BaseModel] | None = None
    item: Any = None

    @property
    def of(self) -> Shape:
        """The shape of an item of a list or mapping."""
        return shape_of(self.item)


LEAF = Shape("leaf")


def shape_of(annotation: Any) -> Shape:
    """The shape of an annotation of the schema.

    >>> shape_of(tuple[Estimate, ...]).of.kind
    'estimate'
    """
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return shape_of(arguments[0])
    if origin in (Union, types.UnionType):
        inner = [a for a in arguments if a is not type(None)]
        return shape_of(inner[0]) if len(inner) == 1 else LEAF
    if origin is tuple and arguments[1:] == (...,):
        return Shape("list", item=arguments[0])
    if origin is dict:
        return Shape("map", item=arguments[1])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        kind: Literal["rule", "estimate", "model"] = (
            "rule" if annotation is Rule else "estimate" if annotation is Estimate else "model"
        )
        return Shape(kind, model=annotation)
    return LEAF


def fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by name."""
    return model.model_fields


def is_estimate(node: object) -> bool:
    """Whether what stands in a file for a by-level value is one value for all levels."""
    return not isinstance(node, dict) or (bool(node) and set(node) <= KEYS)


def child(shape: Shape, node: object, step: Step) -> Shape:
    """The shape one step below ``node``, which stands in a file where the schema has ``shape``."""
    if shape.kind == "rule" and isinstance(node, list):
        return shape
    if shape.kind == "map" and shape.of.kind == "estimate" and is_estimate(node):
        shape = shape.of
    if shape.model is not None and isinstance(node, dict):
        info = fields(shape.model).get(str(step))
        return shape_of(info.annotation) if info else LEAF
    if (shape.kind == "list" and isinstance(step, int)) or (shape.kind == "map" and isinstance(step, str)):
        return shape.of
    return LEAF


CASE = shape_of(Case)


def below(node: object, step: Step) -> Any:
    """What stands one step below ``node``; None where nothing does."""
    if isinstance(node, dict):
        return node.get(step)
    if isinstance(node, list) and isinstance(step, int) and 0 <= step < len(node):
        return node[step]
    return None


def raw_path(data: object, loc: Path) -> Path:
    """Where in a file the place ``loc`` of the models stands, as near as the file's shorthands allow.

    >>> raw_path({"signers": ["a", {"any": ["b"]}]}, ("signers", "all", 1, "any", 0, "actor"))
    ('signers', 1, 'any', 0)
    >>> raw_path({"trust": [0, 1, 2]}, ("trust", "all", "high"))
    ('trust', 2)
    """
    path: list[Step] = []
    for step in loc:
        if isinstance(data, list) and step in ("low", "best", "high") and len(data) == 3:
            step = ("low", "best", "high").index(str(step))
        if isinstance(data, dict):
            key = step if step in data else str(step)
            if key in data:
                path.append(key)
                data = data[key]
            elif step != "all":
                break
        elif isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data):
            path.append(step)
            data = data[step]
        elif step != "all":
            break
    return tuple(path)


def walk(node: BaseModel, loc: Path = ()) -> Iterator[tuple[Path, BaseModel, str, Any]]:
    """Every field of a model and of the models in it: where its model stands, the model, the name, the content."""
    for name in fields(type(node)):
        content = getattr(node, name)
        yield loc, node, name, content
        if isinstance(content, BaseModel):
            yield from walk(content, (*loc, name))
        elif isinstance(content, dict):
            for key, item in content.items():
                if isinstance(item, BaseModel):
                    yield from walk(item, (*loc, name, key))
        elif isinstance(content, tuple):
            for number, item in enumerate(content):
                if isinstance(item, BaseModel):
                    yield from walk(item, (*loc, name, number))


def models(model: type[BaseModel] = Case) -> dict[type[BaseModel], None]:
    """Every model of the schema, in the order in which a reader meets it."""
    found: dict[type[BaseModel], None] = {}

    def visit(one: type[BaseModel]) -> None:
        if one in found:
            return
        found[one] = None
        for info in fields(one).values():
            shape = shape_of(info.annotation)
            while shape.kind in ("list", "map"):
                shape = shape.of
            if shape.model is not None:
                visit(shape.model)

    visit(model)
    return found


@cache
def vocabulary() -> frozenset[str]:
    """The names of all fields of the schema."""
    return frozenset(name for model in models() for name in fields(model))

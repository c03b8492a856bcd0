"""Documents of all shapes that GraphQL allows over the planned fields of a schema, for hypothesis to draw and to shrink."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
)
from hypothesis import strategies as st

from schema.plan.compile import declaration_of

T = TypeVar("T")
Composite = GraphQLObjectType | GraphQLInterfaceType

BY_LETTERS = frozenset({"PersonConnection", "RoleConnection", "DevelopmentOptionConnection"})
"""The connections whose cursors hold a text; those of all others hold a moment."""

LONG = "a_name_of_more_than_sixty_three_characters_as_postgresql_would_cut_it_off_"
ALIASES = ("a", "b", "node", "edges", "name", "id", "count", "first", "_", "__t", "cursor", "c0", "edge_a", f"{LONG}1", f"{LONG}2")

EVERYTHING = "*"
"""Stands for all fields of a type where a field is asked for."""

LEVELS, LISTS = 9, 3
"""How deep a document nests at most, and how many lists stand inside each other."""


@dataclass(frozen=True)
class Known:
    """Values of a world that make documents find something.

    `ids` are client ids by type, `strange_ids` those that nobody here may find; `cursors` are by the kind of key they hold.
    """

    ids: Mapping[str, Sequence[str]]
    strange_ids: Sequence[str]
    letter_cursors: Sequence[str]
    moment_cursors: Sequence[str]
    words: Sequence[str]
    moments: Sequence[str]


@dataclass(frozen=True)
class Question:
    """A document with one operation, values for its variables, and other values, with which it means something else."""

    text: str
    variables: dict[str, Any]
    others: dict[str, Any]


@dataclass(frozen=True)
class Atlas:
    """Every field that documents can come to, as type and name, and for each type the fields that lead to it."""

    fields: Sequence[tuple[str, str]]
    ways_to: Mapping[str, Sequence[tuple[str, str]]]


@cache
def atlas(schema: GraphQLSchema) -> Atlas:
    """All that lies behind the planned root fields of a schema."""
    fields: list[tuple[str, str]] = []
    ways_to: dict[str, list[tuple[str, str]]] = {}
    kinds: list[Any] = [schema.query_type]
    for kind in kinds:
        for name, definition in kind.fields.items():
            target: Any = get_named_type(definition.type)
            if kind is schema.query_type and declaration_of(definition)[0] is None:
                continue
            fields.append((kind.name, name))
            ways_to.setdefault(target.name, []).append((kind.name, name))
            found = [target] if isinstance(target, GraphQLObjectType) else schema.get_possible_types(target) if is_abstract_type(target) else []
            kinds.extend(it for it in found if it not in kinds)
    return Atlas(fields, ways_to)


@dataclass(frozen=True)
class Fragment:
    """A fragment that was written, and how much room a selection needs to spread it."""

    name: str
    kind: Composite
    text: str
    levels: int
    lists: int
    fields: int


@dataclass
class Room:
    """How much may still be written: fields in all, and levels and lists from here down."""

    levels: int
    lists: int

    def below(self, listed: bool) -> Room:
        """The room inside a field."""
        return Room(self.levels - 1, self.lists - listed)


@dataclass
class Writer:
    """Writes one document. Whatever it does, the document is valid: a response key means the same field everywhere."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    schema: GraphQLSchema
    known: Known
    fields_left: int = 0
    keys: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    variables: dict[str, tuple[str, str]] = field(default_factory=dict)
    purposes: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)
    fragments: list[Fragment] = field(default_factory=list)

    def question(self, about: str) -> Question:
        """A whole document, in which every field of one type is selected at least once."""
        root = self.schema.query_type
        assert root is not None
        self.fields_left = self.draw(st.integers(3, 80))
        others = self.draw(st.lists(st.sampled_from(atlas(self.schema).fields), max_size=4))
        items = [self.towards(about, EVERYTHING), *(self.towards(*goal) for goal in others)]
        if self.chance(30):
            items.append(self.item(root, Room(LEVELS, LISTS), None))
        items = self.draw(st.permutations(items))
        selection = "{ " + " ".join(items) + " }"
        declared = ", ".join(f"${name}: {kind}{default}" for name, (kind, default) in self.variables.items())
        name = self.draw(st.sampled_from(("", "Brief", "query", "on")))
        head = f"query {name}{f'({declared})' if declared else ''} " if declared or name else self.draw(st.sampled_from(("", "query ")))
        fragments = [it.text for it in self.fragments]
        if self.chance(30):
            fragments.reverse()
        return Question("\n".join([f"{head}{selection}", *fragments]), self.values, self.others)

    def chance(self, percent: int) -> bool:
        """True so many times in a hundred; false in the simplest document."""
        return bool(self.draw(st.integers(0, 99)) >= 100 - percent)

    def one_of(self, choices: Sequence[T]) -> T:
        """One of these; the first in the simplest document."""
        chosen: T = self.draw(st.sampled_from(choices))
        return chosen

    def towards(self, type_name: str, name: str) -> str:
        """A root field, and through whatever lies between a field of some type, so that none is left out by chance."""
        root, way, current = self.schema.query_type, [name], type_name
        assert root is not None
        while current != root.name:
            if current in self.known.ids and (len(way) > 4 or self.chance(60)):
                return self.planned(root, Room(LEVELS, LISTS), "node", way, current)
            current, step = self.one_of(atlas(self.schema).ways_to[current])
            way.insert(0, step)
        if way[0] == EVERYTHING:
            return self.selection(root, Room(LEVELS, LISTS), None, way)[2:-2]
        return self.planned(root, Room(LEVELS, LISTS), way[0], way[1:])

    def selection(self, kind: Composite, room: Room, hint: str | None = None, way: Sequence[str] = ()) -> str:
        """What stands between braces: `hint` names the type that will be found, where that is known; `way` is what must be selected."""
        several = self.draw(st.integers(0 if way else 1, 4 if way else 7)) if self.fields_left > 0 else int(not way)
        items = [self.item(kind, room, hint) for _ in range(several)]
        if way and not isinstance(kind, GraphQLObjectType) and way[0] not in kind.fields:
            items.append(self.inline(kind, room, hint, way))
        elif way:
            names = [name for about, name in atlas(self.schema).fields if about == kind.name] if way[0] == EVERYTHING else way[:1]
            items.extend(self.planned(kind, room, name, way[1:]) for name in names)
        items = self.draw(st.permutations(items)) if way else items
        return "{ " + " ".join(items) + " }"

    def item(self, kind: Composite, room: Room, hint: str | None) -> str:
        """A field, `__typename`, an inline fragment or a spread."""
        dice = self.draw(st.integers(0, 99))
        conditional = 60 if is_abstract_type(kind) else 10
        if dice >= 100 - conditional and self.fields_left > 0:
            return self.inline(kind, room, hint)
        if dice >= 90 - conditional and self.fields_left > 0:
            return self.spread(kind, room, hint)
        if dice >= 84 - conditional or not self.choices(kind, room):
            return self.typename()
        return self.planned(kind, room)

    def typename(self) -> str:
        """`__typename`, perhaps under another name."""
        self.fields_left -= 1
        key = self.key("__typename", "", "String!", alias=self.chance(20))
        return f"{key}{self.directives()}"

    def inline(self, kind: Composite, room: Room, hint: str | None, way: Sequence[str] = ()) -> str:
        """An inline fragment, with or without the type it is on; with a `way`, on the type that it goes on from."""
        target: Any = self.schema.type_map[str(hint)] if way else self.narrowed(kind, hint)
        condition = f" on {target.name}" if target is not kind or self.chance(50) else ""
        return f"...{condition}{'' if way else self.directives()} {self.selection(target, room, hint, way)}"

    def spread(self, kind: Composite, room: Room, hint: str | None) -> str:
        """A fragment by its name: one that was used before, or a new one."""
        fitting = [it for it in self.fragments if it.levels <= room.levels and it.lists <= room.lists and self.overlap(kind, it.kind)]
        if fitting and self.chance(50):
            again = self.one_of(fitting)
            self.fields_left -= again.fields
            return f"...{again.name}{self.directives()}"
        target, before = self.narrowed(kind, hint), self.fields_left
        text = self.selection(target, room, hint)
        name = f"F{len(self.fragments)}"
        written = f"fragment {name} on {target.name} {text}"
        self.fragments.append(Fragment(name, target, written, room.levels, room.lists, before - self.fields_left))
        return f"...{name}{self.directives()}"

    def narrowed(self, kind: Composite, hint: str | None) -> Composite:
        """A type that a fragment inside `kind` can be on."""
        if isinstance(kind, GraphQLObjectType):
            fitting: list[Composite] = [kind, *kind.interfaces]
            return self.one_of(fitting)
        possible: list[Composite] = sorted(self.schema.get_possible_types(kind), key=lambda it: it.name)
        hinted = [it for it in possible if it.name == hint]
        return hinted[0] if hinted and self.chance(75) else self.one_of([kind, *possible])

    def overlap(self, one: Composite, other: Composite) -> bool:
        """True if a thing can be both."""
        return bool(self.possible(one) & self.possible(other))

    def possible(self, kind: Composite) -> set[str]:
        """The object types that a thing of this type can have."""
        return {it.name for it in self.schema.get_possible_types(kind)} if is_abstract_type(kind) else {kind.name}

    def choices(self, kind: Composite, room: Room) -> list[str]:
        """The fields there is room for: only values when it gets narrow."""
        names = []
        for name, definition in kind.fields.items():
            if kind is self.schema.query_type and declaration_of(definition)[0] is None:
                continue
            deep = room.levels > 1 and self.fields_left > 0 and (room.lists > 0 or not _is_many(definition))
            if is_leaf_type(get_named_type(definition.type)) or deep:
                # The simplest document selects values; most others should go on to where things are.
                names.append(name)
        return names

    def planned(self, kind: Composite, room: Room, name: str = "", way: Sequence[str] = (), found: str | None = None) -> str:
        """A field with its arguments, directives and selection; with a `name` that one, and through it a `way`, from what is `found`."""
        wanted, name = bool(name), name or self.one_of(self.weighted(kind, self.choices(kind, room)))
        definition = kind.fields[name]
        self.fields_left -= 1
        shape = f"{definition.type} {' '.join(definition.args)}"
        standing = self.keys.get(name)
        if standing and standing[0] == name and standing[2] == shape and not found and self.chance(60):
            key, arguments, hint = name, standing[1], None
        else:
            arguments, hint = self.arguments(name, definition, found)
            key = self.key(name, arguments, shape, alias=self.chance(25))
        text = f"{key}{arguments}{'' if wanted else self.directives()}"
        target: Any = get_named_type(definition.type)
        return text if is_leaf_type(target) else f"{text} {self.selection(target, room.below(_is_many(definition)), hint, way)}"

    def weighted(self, kind: Composite, names: list[str]) -> list[str]:
        """The choices, those more often that lead to everything or stand for a page."""
        often = [name for name in names if name in {"edges", "node", "brief", "nextConversation", "lastConversation"}]
        if kind is self.schema.query_type:
            return names + ["node"] * 6 + ["conversation", "viewer"] * 2
        return names + often * 2

    def key(self, name: str, arguments: str, shape: str, *, alias: bool) -> str:
        """The response key, written as in the document: never one that stands for something else already."""
        meaning = (name, arguments, shape)
        key = self.one_of(ALIASES) if alias else name
        while self.keys.setdefault(key, meaning) != meaning:
            key = f"x{len(self.keys)}"
        return name if key == name else f"{key}: {name}"

    def directives(self) -> str:
        """`@skip` and `@include`, now and then."""
        if not self.chance(14):
            return ""
        written = [f" @{it}(if: {self.switch(mostly=it == 'include')})" for it in self.one_of((("include",), ("skip",), ("skip", "include")))]
        return "".join(written)

    def switch(self, *, mostly: bool) -> str:
        """A truth, as a literal or a variable."""
        truth = mostly if self.chance(65) else not mostly
        match self.one_of(("literal", "variable", "default", "nullable")):
            case "variable":
                return self.variable("switch", "Boolean!", truth, not truth)
            case "default":
                return self.variable("switch", "Boolean!", Undefined, not truth, str(truth).lower())
            case "nullable":
                return self.variable("switch", "Boolean", truth, Undefined, str(not truth).lower())
        return str(truth).lower()

    def variable(self, purpose: str, kind: str, value: Any, other: Any, default: str | None = None) -> str:
        """A variable of a type with this value, and with the other in another request; `Undefined` for none at all.

        One that was made before is used again only for the same purpose, so that its other value fits here too.
        """
        for name, declared in self.variables.items():
            same = declared == (kind, "") and default is None and self.purposes[name] == purpose
            if same and self.values.get(name, Undefined) == value and self.chance(30):
                return f"${name}"
        name = f"v{len(self.variables)}"
        self.purposes[name] = purpose
        self.variables[name] = (kind, "" if default is None else f" = {default}")
        for values, its in ((self.values, value), (self.others, other)):
            if its is not Undefined:
                values[name] = its
        return f"${name}"

    def arguments(self, name: str, definition: GraphQLField, found: str | None) -> tuple[str, str | None]:
        """The arguments as written; and what type an id among them is of: `found`, if that is given."""
        written, hint = [], None
        for argument, its in definition.args.items():
            value = self.one_of(self.known.ids[found]) if found else self.value(name, argument, definition, its)
            if argument == "id":
                hint = found or value.split("_", maxsplit=1)[0]
            text = self.given(self.purpose(argument, definition), its, value, self.value(name, argument, definition, its))
            if text is not None:
                written.append(f"{argument}: {text}")
        if self.chance(30):
            written.reverse()
        return (f"({', '.join(written)})" if written else ""), hint

    def given(self, purpose: str, its: GraphQLArgument, value: Any, other: Any) -> str | None:
        """An argument in one of the ways to give it; None where it is left out. In a variable it has the other value another time."""
        kind, nullable = str(get_nullable_type(its.type)), not is_non_null_type(its.type)
        literal, optional = _literal(value, its.type), not is_required_argument(its)
        ways = ["literal", "variable", "default"]
        ways += ["left out", "left out", "without value", "loose"] if optional else []
        ways += ["null", "null in variable"] if nullable else []
        match self.one_of(ways):
            case "variable":
                return self.variable(purpose, f"{kind}!", value, other)
            case "loose":
                return self.variable(purpose, kind, value, None if nullable else Undefined)
            case "default":
                return self.variable(purpose, kind if self.chance(50) else f"{kind}!", Undefined, other, literal)
            case "left out":
                return None
            case "without value":
                return self.variable(purpose, kind, Undefined, other)
            case "null":
                return "null"
            case "null in variable":
                return self.variable(purpose, kind, None, other, literal if self.chance(30) else None)
        return self.with_inner_variable(purpose, value, other, its.type) or literal

    def with_inner_variable(self, purpose: str, value: Any, other: Any, kind: Any) -> str | None:
        """A list with a variable in it, now and then."""
        inner = get_nullable_type(kind)
        if not (is_list_type(inner) and isinstance(value, list) and value and self.chance(40)):
            return None
        variable = self.variable(purpose, str(inner.of_type), value[0], other[0] if isinstance(other, list) and other else value[0])
        return f"[{', '.join([variable, *(_literal(it, inner.of_type) for it in value[1:])])}]"

    def purpose(self, argument: str, definition: GraphQLField) -> str:
        """What the values of an argument stand for: cursors of letters are none of moments."""
        letters = argument == "after" and get_named_type(definition.type).name in BY_LETTERS
        return "after letters" if letters else argument

    def value(self, name: str, argument: str, definition: GraphQLField, its: GraphQLArgument) -> Any:
        """A value for an argument, as JSON."""
        kind: Any = get_named_type(its.type)
        if isinstance(kind, GraphQLEnumType):
            words = sorted(kind.values)
            if not is_list_type(get_nullable_type(its.type)):
                return self.one_of(words)
            some = self.draw(st.lists(st.sampled_from(words), max_size=4))
            return some[0] if len(some) == 1 and self.chance(50) else some
        match argument:
            case "first":
                return self.one_of((2, 1, 3, 5, 20, 100))
            case "after":
                letters = get_named_type(definition.type).name in BY_LETTERS
                return self.one_of(self.known.letter_cursors if letters else self.known.moment_cursors)
            case "id":
                return self.id(None if name == "node" else name.title())
            case "search":
                return self.one_of(self.known.words)
            case "from" | "to":
                return self.one_of(self.known.moments)
        raise LookupError(f"Say in documents.py what {name}({argument}:) can be given.")

    def id(self, type_name: str | None) -> str:
        """The id of something, mostly of something that is there and of the right type."""
        if self.chance(12):
            return self.one_of(self.known.strange_ids)
        if type_name is None or self.chance(5):
            type_name = self.one_of(sorted(self.known.ids))
        return self.one_of(self.known.ids[type_name])


def _is_many(definition: GraphQLField) -> bool:
    named = get_named_type(definition.type)
    listed = is_list_type(get_nullable_type(definition.type)) and not is_leaf_type(named)
    # A page and its edges are one list.
    return named.name.endswith("Connection") or (listed and not named.name.endswith("Edge"))


def _literal(value: Any, kind: Any) -> str:
    if isinstance(value, list):
        return f"[{' '.join(_literal(it, kind) for it in value)}]"
    named = get_named_type(kind)
    return str(value) if isinstance(named, GraphQLEnumType) else json.dumps(value, ensure_ascii=False)


@st.composite
def questions(draw: Any, schema: GraphQLSchema, known: Known, about: str) -> Question:
    """Any document over the planned root fields of the schema that selects every field of one type, with values for its variables."""
    return Writer(draw, schema, known).question(about)

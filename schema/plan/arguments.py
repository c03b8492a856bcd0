"""Arguments of planned fields, turned into parameters of the statement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, GraphQLError, GraphQLField, VariableNode
from graphql.execution.values import VariableValues, get_argument_values
from sqlalchemy import BindParameter, Integer, Text, Uuid, bindparam, literal

from schema.plan.declare import Argument
from schema.plan.order import BadCursor, Order

Binder = Callable[[VariableValues], Any]
"""Finds, for one request, the value of one parameter. Raises `GraphQLError` (BAD_USER_INPUT) on a value that can't be used."""


def first(default: int) -> Argument:
    """How many, from 1 to 100."""
    return Argument("first", int, "How many at most, from 1 to 100.", Integer(), default, _page_size)


def after() -> Argument:
    """Where to go on."""
    return Argument("after", str | None, "The cursor after which to go on: an `endCursor` of this same list.", Text(), None)


def page(default: int = 20) -> tuple[Argument, ...]:
    """The two arguments of every connection."""
    return first(default), after()


def _page_size(value: int) -> int:
    if not 1 <= value <= 100:
        raise ValueError(f"`first` is {value}; ask for 1 to 100.")
    return value


def bad_input(message: str, node: FieldNode) -> GraphQLError:
    """The error of an argument that can't be used."""
    return GraphQLError(message, node, extensions={"code": "BAD_USER_INPUT"})


@dataclass
class Parameters:
    """The parameters of a statement being compiled: values known now, and binders for those of each request."""

    variables: VariableValues
    binders: dict[str, Binder] = field(default_factory=dict)

    def bind(self, node: FieldNode, definition: GraphQLField, argument: Argument, read: Callable[[Any], Any], sql_type: Any) -> BindParameter[Any]:
        """A parameter for what `read` makes of the argument."""
        name = f"given_{len(self.binders)}"

        def value(variables: VariableValues) -> Any:
            try:
                return _storable(read(get_argument_values(definition, node, variables).get(argument.in_document)))
            except BadCursor as problem:
                raise bad_input(f"`{argument.name}` is not a cursor of this list; use an `endCursor` it gave.", node) from problem
            except ValueError as problem:
                raise bad_input(str(problem), node) from problem

        if _varies(node, argument.in_document):
            self.binders[name] = value
        else:
            known = value(self.variables)
            if isinstance(known, int):
                return literal(known, sql_type)
            self.binders[name] = lambda variables: known
        return bindparam(name, type_=sql_type)

    def given(self, node: FieldNode, definition: GraphQLField, arguments: dict[str, Argument]) -> dict[str, Any]:
        """Every argument as a parameter, or None where the client gave null or nothing."""
        values = get_argument_values(definition, node, self.variables) if arguments else {}
        return {
            name: None if values.get(argument.in_document) is None else self.bind(node, definition, argument, argument.read, argument.sql_type)
            for name, argument in arguments.items()
        }

    def place(self, node: FieldNode, definition: GraphQLField, argument: Argument, order: Order) -> tuple[BindParameter[Any], BindParameter[Any]]:
        """The two keys in the cursor that `after` gives."""
        key = self.bind(node, definition, argument, lambda cursor: order.read(cursor)[0], order.key_type)
        row_id = self.bind(node, definition, argument, lambda cursor: order.read(cursor)[1], Uuid())
        return key, row_id


def _storable(value: Any) -> Any:
    if isinstance(value, str) and "\0" in value:
        raise ValueError("A text cannot hold the character U+0000.")
    return value


def _varies(node: FieldNode, name: str) -> bool:
    stack: list[Any] = [argument.value for argument in node.arguments or () if argument.name.value == name]
    while stack:
        value = stack.pop()
        if isinstance(value, VariableNode):
            return True
        stack.extend(getattr(value, "values", None) or ())
        stack.extend(member.value for member in getattr(value, "fields", None) or ())
    return False

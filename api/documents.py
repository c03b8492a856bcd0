"""GraphQL documents: measured, parsed and validated once, then remembered by their text."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from graphql import (
    DocumentNode,
    ExecutableDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import NoFragmentCyclesRule
from graphql.validation.rules import overlapping_fields_can_be_merged
from graphql.validation.specified_rules import recommended_rules

PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
TOO_COMPLEX = "QUERY_TOO_COMPLEX"
BAD_INPUT = "BAD_USER_INPUT"

INTROSPECTION = frozenset({"__schema", "__type"})
RULES = (*specified_rules, *recommended_rules)

# Merging overlapping fields is the one rule that costs more than the size of a document: graphql-core stops it after 500,000 units of work,
# which took a second on two busy cores; this many take a tenth.
COMPARISONS = 50_000
LONGEST_MESSAGE = 500


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a document may be. Fields, aliases and levels are counted per operation, with its fragments written out."""

    characters: int = 100_000
    tokens: int = 10_000
    operations: int = 50
    fields: int = 2_000
    aliases: int = 200
    levels: int = 15
    # The usual introspection query nests ofType nine times. Its answer is small, and the rule on introspection depth keeps it so.
    introspection_levels: int = 30
    introspections: int = 5


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document; `roots` are the names of its root fields, fragments written out, whatever @skip and @include say."""

    name: str | None
    kind: str
    node: OperationDefinitionNode
    roots: frozenset[str]
    fields: int
    levels: int


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Document:
    """A document as the endpoint needs it. With `errors` it must not be executed; they are formatted and carry a code.

    `plans` is for whoever executes it: what is compiled from a document lives exactly as long as the document is remembered.
    """

    fingerprint: str
    node: DocumentNode | None
    operations: dict[str | None, Operation]
    errors: tuple[dict[str, Any], ...]
    tokens: int
    plans: dict[Any, Any] = field(default_factory=dict)

    def operation(self, name: str | None) -> Operation:
        """The operation to run: the named one, or the only one. Raises GraphQLError (BAD_USER_INPUT) if that is not clear."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is None:
            reason = "The document has several operations: say in operationName which one to run."
            raise GraphQLError(reason if self.operations else "The document has no operation to run.", extensions={"code": BAD_INPUT})
        if name not in self.operations:
            raise GraphQLError("The document has no operation of the name given in operationName.", extensions={"code": BAD_INPUT})
        return self.operations[name]


class Documents:
    """The documents of one schema, least recently used forgotten first.

    Bounded in number and in tokens, because a token of a parsed document takes about 460 bytes: 60,000 are 27 MB.
    """

    def __init__(self, schema: GraphQLSchema, *, size: int = 500, tokens: int = 60_000, limits: Limits | None = None) -> None:
        self.schema = schema
        self.limits = limits or Limits()
        self._size = size
        self._tokens = tokens
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._kept_tokens = 0
        overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = COMPARISONS

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, text: str) -> Document:
        """The document of this text, remembered or read now; never raises for what a client may send, errors included."""
        document = self.remembered(text)
        if document is None:
            document = self.read(text)
            self._keep(text, document)
        return document

    def remembered(self, text: str) -> Document | None:
        """The document of this text if it is remembered."""
        document = self._kept.get(text)
        if document is not None:
            self._kept.move_to_end(text)
        return document

    def read(self, text: str) -> Document:
        """Measure, parse and validate a text without remembering it (a stranger's documents must not push out those of people)."""
        fingerprint = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        try:
            node = _parse(text, self.limits)
            operations = _operations(node, self.limits)
            errors = _problems(self.schema, node)
        except GraphQLError as error:
            return Document(fingerprint, None, {}, (_formatted(error, TOO_COMPLEX),), tokens=1)
        if errors:
            return Document(fingerprint, None, {}, errors, tokens=1)
        return Document(fingerprint, node, operations, (), node.token_count or 1)

    def _keep(self, text: str, document: Document) -> None:
        self._kept[text] = document
        # The text itself is kept too: a long comment costs memory without a token.
        self._kept_tokens += _weight(text, document)
        while self._kept and (len(self._kept) > self._size or self._kept_tokens > self._tokens):
            self._kept_tokens -= _weight(*self._kept.popitem(last=False))


def _weight(text: str, document: Document) -> int:
    return document.tokens + len(text) // 100


def _formatted(error: GraphQLError, code: str) -> dict[str, Any]:
    formatted: dict[str, Any] = {"extensions": {"code": code}, **error.formatted}
    # graphql-core quotes the value it objects to, however long.
    if len(error.message) > LONGEST_MESSAGE:
        formatted["message"] = error.message[:LONGEST_MESSAGE] + "…"
    return formatted


def _too_complex(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": TOO_COMPLEX})


def _parse(text: str, limits: Limits) -> DocumentNode:
    if len(text) > limits.characters:
        raise _too_complex(f"The document is longer than {limits.characters:,} characters.")
    try:
        return parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.tokens)
    except GraphQLSyntaxError as error:
        if "nested too deeply" in error.message:
            raise _too_complex("The document is nested too deeply.") from None
        if "Parsing aborted" in error.message:
            raise _too_complex(f"The document has more than {limits.tokens:,} tokens or comments.") from None
        error.extensions = {"code": PARSE_FAILED}
        raise


def _problems(schema: GraphQLSchema, node: DocumentNode) -> tuple[dict[str, Any], ...]:
    # Fragments in a circle are reported alone: the other rules would walk them at length to say less.
    circles = validate(schema, node, [NoFragmentCyclesRule], max_errors=5)
    errors = circles or validate(schema, node, RULES, max_errors=20)
    if any(error.message == "Validation aborted." for error in errors):
        message = "The document selects the same fields too often, or chains too many fragments, to be checked."
        return (_formatted(_too_complex(message), TOO_COMPLEX),)
    return tuple(_formatted(error, VALIDATION_FAILED) for error in errors)


@dataclass(slots=True)
class _Weight:
    """What a selection adds up to, capped at what no limit allows."""

    fields: int = 0
    aliases: int = 0
    levels: int = 0
    introspections: int = 0
    introspection_levels: int = 0
    roots: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Spread:
    fragment: str
    level: int
    at_root: bool
    introspects: bool


@dataclass(slots=True)
class _Definition:
    """One operation or fragment on its own: what it selects itself, and which fragments it spreads where."""

    own: _Weight
    spreads: list[_Spread]


CAP = 1_000_000


def _operations(node: DocumentNode, limits: Limits) -> dict[str | None, Operation]:
    """The operations with their weights; raises QUERY_TOO_COMPLEX. Linear in the size of the document: each fragment is weighed once."""
    fragments: dict[str, _Definition] = {}
    nodes: list[OperationDefinitionNode] = []
    for definition in node.definitions:
        if isinstance(definition, FragmentDefinitionNode):
            fragments[definition.name.value] = _define(definition)
        elif isinstance(definition, OperationDefinitionNode):
            nodes.append(definition)
    if len(nodes) > limits.operations:
        raise _too_complex(f"The document has more than {limits.operations} operations.")
    weights = _weigh(fragments)
    operations: dict[str | None, Operation] = {}
    for found in nodes:
        defined = _define(found)
        weight = _sum(defined, weights)
        _refuse(weight, limits)
        name = found.name.value if found.name else None
        operations[name] = Operation(name, found.operation.value, found, weight.roots, weight.fields, weight.levels)
    return operations


def _define(definition: ExecutableDefinitionNode) -> _Definition:
    """Walk one definition without following its fragments. The parser has limited its nesting, the stack is ours."""
    own, spreads, roots = _Weight(), [], set()
    stack: list[tuple[SelectionSetNode, int, bool]] = [(definition.selection_set, 0, False)]
    while stack:
        selections, level, introspects = stack.pop()
        for selection in selections.selections:
            if isinstance(selection, FragmentSpreadNode):
                spreads.append(_Spread(selection.name.value, level, level == 0, introspects))
            elif isinstance(selection, InlineFragmentNode):
                stack.append((selection.selection_set, level, introspects))
            elif isinstance(selection, FieldNode):
                name = selection.name.value
                inside = introspects or name in INTROSPECTION
                own.fields += 1
                own.aliases += selection.alias is not None
                own.introspections += name in INTROSPECTION
                if inside:
                    own.introspection_levels = max(own.introspection_levels, level + 1)
                else:
                    own.levels = max(own.levels, level + 1)
                if level == 0:
                    roots.add(name)
                if selection.selection_set:
                    stack.append((selection.selection_set, level + 1, inside))
    own.roots = frozenset(roots)
    return _Definition(own, spreads)


def _weigh(fragments: dict[str, _Definition]) -> dict[str, _Weight]:
    """The weight of each fragment with all that it spreads, found once each, on a stack of our own: chains can be a thousand long.

    A spread that closes a circle adds nothing; validation refuses it.
    """
    weights: dict[str, _Weight] = {}
    entered: set[str] = set()
    for first, definition in fragments.items():
        if first in entered:
            continue
        entered.add(first)
        path: list[tuple[str, Iterator[_Spread]]] = [(first, iter(definition.spreads))]
        while path:
            name, spreads = path[-1]
            following = next((s.fragment for s in spreads if s.fragment in fragments and s.fragment not in entered), None)
            if following is None:
                path.pop()
                weights[name] = _sum(fragments[name], weights)
            else:
                entered.add(following)
                path.append((following, iter(fragments[following].spreads)))
    return weights


def _sum(definition: _Definition, weights: dict[str, _Weight]) -> _Weight:
    own = definition.own
    total = _Weight(own.fields, own.aliases, own.levels, own.introspections, own.introspection_levels)
    roots = set(own.roots)
    for spread in definition.spreads:
        part = weights.get(spread.fragment)
        if part is None:
            continue
        total.fields = min(CAP, total.fields + part.fields)
        total.aliases = min(CAP, total.aliases + part.aliases)
        total.introspections = min(CAP, total.introspections + part.introspections)
        below = spread.level + part.introspection_levels
        if spread.introspects:
            below = max(below, spread.level + part.levels)
        else:
            total.levels = max(total.levels, spread.level + part.levels)
        total.introspection_levels = max(total.introspection_levels, below)
        if spread.at_root:
            roots |= part.roots
    total.roots = frozenset(roots)
    return total


def _refuse(weight: _Weight, limits: Limits) -> None:
    if weight.fields > limits.fields:
        raise _too_complex(f"The operation selects more than {limits.fields:,} fields, fragments written out.")
    if weight.levels > limits.levels:
        raise _too_complex(f"The operation nests deeper than {limits.levels} levels.")
    if weight.aliases > limits.aliases:
        raise _too_complex(f"The operation uses more than {limits.aliases} aliases, fragments written out.")
    if weight.introspections > limits.introspections:
        raise _too_complex(f"The operation asks for the schema more than {limits.introspections} times.")
    if weight.introspection_levels > limits.introspection_levels:
        raise _too_complex(f"The operation nests deeper than {limits.introspection_levels} levels into the schema.")

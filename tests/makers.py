"""Makes rows for tests, as the loader does: readable calls, sensible defaults, everything they need made along."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import inspect, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from api.database.sessions import Identity
from schema.tables import (
    Agreement,
    CareerPath,
    CareerStep,
    Conversation,
    DevelopmentOption,
    Expectation,
    Feedback,
    Frame,
    Goal,
    GoalEvaluation,
    IdempotencyKey,
    Note,
    Organisation,
    Outcome,
    Pair,
    Person,
    Pick,
    Reflection,
    Response,
    Responsibility,
    Role,
    Row,
    Source,
    Spending,
    Suggestion,
    SuggestionRequest,
    Summary,
    SummaryConfirmation,
    SummarySentence,
    Talent,
    TalkingPoint,
    Trigger,
    TriggerSubject,
)

ISSUER = "https://issuer.example"
R = TypeVar("R", bound=Row)

Answered = GoalEvaluation | Feedback | Reflection | Summary
WAITS: Literal["as the rules say"] = "as the rules say"
"""For `manager_sees_from`: the moment that privacy.md gives, as opposed to None (never)."""

SOURCES: dict[type[Row], tuple[str, str]] = {
    Note: ("NOTE", "note_id"),
    TalkingPoint: ("TALKING_POINT", "talking_point_id"),
    Agreement: ("AGREEMENT", "agreement_id"),
    Goal: ("GOAL", "goal_id"),
    GoalEvaluation: ("GOAL_EVALUATION", "evaluation_id"),
    Feedback: ("FEEDBACK", "feedback_id"),
    Reflection: ("REFLECTION", "reflection_id"),
    Response: ("RESPONSE", "response_id"),
    SummarySentence: ("SUMMARY_SENTENCE", "sentence_id"),
    Outcome: ("OUTCOME", "outcome_id"),
    Role: ("ROLE", "role_id"),
    Responsibility: ("RESPONSIBILITY", "responsibility_id"),
    Expectation: ("EXPECTATION", "expectation_id"),
    Talent: ("TALENT", "talent_id"),
    DevelopmentOption: ("DEVELOPMENT_OPTION", "option_id"),
    CareerStep: ("CAREER_STEP", "step_id"),
}
"""What a source can point at: its kind, and its pointer column."""

SUBJECTS: dict[type[Row], str] = {
    GoalEvaluation: "evaluation_id",
    Feedback: "feedback_id",
    Reflection: "reflection_id",
    Response: "response_id",
    Goal: "goal_id",
    Agreement: "agreement_id",
    Conversation: "conversation_id",
    Summary: "summary_id",
    Pair: "pair_id",
}
"""What a trigger can be about: its pointer column."""


def now() -> datetime:
    """The moment, cut to milliseconds as the tables keep it, so that it is never rounded into the future."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def ago(**span: float) -> datetime:
    """A moment in the past: `ago(days=3)`."""
    return now() - timedelta(**span)


def ahead(**span: float) -> datetime:
    """A moment in the future: `ahead(hours=1)`."""
    return now() + timedelta(**span)


def client_id(row: Row) -> str:
    """The id that a client gets for a row: `Goal_019a…`."""
    return f"{type(row).__name__}_{row.id}"  # type: ignore[attr-defined]


def identity_of(person: Person) -> Identity:
    """Whom the person's token speaks of."""
    assert person.issuer is not None
    assert person.subject is not None
    return Identity(person.issuer, person.subject)


@dataclass
class Makers:
    """Makes rows through `engine`, one of `gt_load`. What a call does not name is the first organisation, a pair in it, a talk of that pair."""

    engine: AsyncEngine
    issuer: str = ISSUER
    _organisation: Organisation | None = field(default=None, init=False)
    _pair: Pair | None = field(default=None, init=False)
    _names: int = field(default=0, init=False)

    async def kept(self, row: R) -> R:
        """The row, inserted and with all that the database filled in."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
            session.add(row)
        return row

    async def reread(self, row: R) -> R:
        """The row as it stands in the database now. Fails if it is gone."""
        again = await self.find(row)
        assert again is not None, f"{type(row).__name__} is gone"
        return again

    async def find(self, row: R) -> R | None:
        """The row as it stands in the database now, if it is still there."""
        key = inspect(type(row)).primary_key_from_instance(row)
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            return await session.get(type(row), tuple(key))

    async def all(self, table: type[R], **equal: Any) -> list[R]:
        """Every row of a table, or those whose columns have these values."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            return list(await session.scalars(select(table).filter_by(**equal)))

    async def change(self, row: R, **columns: Any) -> R:
        """The row, with some columns changed."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
            again = await session.merge(row)
            for name, value in columns.items():
                setattr(again, name, value)
        return again

    async def world(self) -> Any:
        """Everybody whom privacy.md tells apart, and a row of every table in every state it tells apart; see `tests.world`."""
        from tests.world import make_world

        return await make_world(self)

    # People

    async def organisation(
        self, name: str | None = None, *, language: str = "NL", time_zone: str = "Europe/Amsterdam", **columns: Any
    ) -> Organisation:
        """An organisation without an issuer of its own. The first one made is that of everything that names none."""
        name = name or self._named("Organisatie")
        made = await self.kept(Organisation(name=name, language=language, time_zone=time_zone, **columns))
        self._organisation = self._organisation or made
        return made

    async def person(
        self,
        name: str | None = None,
        *,
        manager: Person | None = None,
        hr: bool = False,
        role: Role | None = None,
        left: bool = False,
        organisation: Organisation | None = None,
        **columns: Any,
    ) -> Person:
        """Somebody with an e-mail and a token; with a `manager`, their pair is made along."""
        where = organisation or await self._first_organisation()
        given = name or self._named("Persoon")
        person = Person(
            org_id=where.org_id,
            name=given,
            given_name=given.split()[0],
            email=None if left else f"{given.replace(' ', '.').lower()}.{uuid4().hex[:6]}@demo.example",
            language=where.language,
            time_zone=where.time_zone,
            is_hr=hr,
            issuer=self.issuer,
            subject=str(uuid4()),
            left_at=ago(days=20) if left else None,
            role_id=role.id if role else None,
        )
        for column, value in columns.items():
            setattr(person, column, value)
        made = await self.kept(person)
        if manager is not None:
            await self.pair(manager, made)
            return await self.reread(made)
        return made

    async def pair(
        self,
        manager: Person | None = None,
        employee: Person | None = None,
        *,
        started: datetime | None = None,
        ended: datetime | None = None,
        **columns: Any,
    ) -> Pair:
        """The current pair of the two, found or made (then the manager is the employee's in the directory too), or one that has `ended`."""
        manager = manager or await self.person()
        employee = employee or await self.person()
        if ended is None:
            current = await self.all(Pair, org_id=employee.org_id, manager_id=manager.id, employee_id=employee.id, ended_at=None)
            if current:
                return current[0]
            await self.change(employee, manager_id=manager.id)
        started = started or (ended or now()) - timedelta(days=365)
        made = Pair(org_id=employee.org_id, manager_id=manager.id, employee_id=employee.id, started_at=started, ended_at=ended, **columns)
        kept = await self.kept(made)
        self._pair = self._pair or kept
        return kept

    async def employee_of(self, row: Any) -> Person:
        """The employee of a pair, or of anything that carries one."""
        return await self._person((await self._pair_of(row)).employee_id, row)

    async def manager_of(self, row: Any) -> Person:
        """The manager of a pair, or of anything that carries one."""
        return await self._person((await self._pair_of(row)).manager_id, row)

    # The library

    async def role(
        self,
        title: str | None = None,
        *,
        purpose: str = "Zorgt dat het werk goed gaat.",
        responsibilities: Sequence[str] = ("Plant het werk van de week",),
        expectations: Sequence[str] = ("Spreekt fouten uit",),
        organisation: Organisation | None = None,
        language: str | None = None,
    ) -> Role:
        """A role with what it asks."""
        where = organisation or await self._first_organisation()
        title = title or self._named("Rol")
        made = await self.kept(Role(org_id=where.org_id, key=uuid4().hex, language=language or where.language, title=title, purpose=purpose))
        for position, text in enumerate(responsibilities, 1):
            await self.kept(Responsibility(org_id=where.org_id, role_id=made.id, position=position, text=text))
        for position, text in enumerate(expectations, 1):
            await self.kept(Expectation(org_id=where.org_id, role_id=made.id, position=position, text=text))
        return made

    async def path(self, title: str | None = None, *roles: Role, what_it_takes: str = "Twee jaar ervaring") -> CareerPath:
        """A career path on which each of the roles (or a new one) is a step."""
        steps = roles or (await self.role(),)
        made = await self.kept(CareerPath(org_id=steps[0].org_id, key=uuid4().hex, title=title or self._named("Pad")))
        for position, role in enumerate(steps, 1):
            await self.kept(CareerStep(org_id=made.org_id, path_id=made.id, position=position, role_id=role.id, what_it_takes=what_it_takes))
        return made

    async def option(
        self, title: str | None = None, *, description: str = "Een dag oefenen", kind: str = "COURSE", organisation: Organisation | None = None
    ) -> DevelopmentOption:
        """A way to develop."""
        where = organisation or await self._first_organisation()
        title = title or self._named("Cursus")
        return await self.kept(DevelopmentOption(org_id=where.org_id, key=uuid4().hex, title=title, description=description, kind=kind))

    async def frame(self, question: str = "Wat geeft je energie in ons team?", *, organisation: Organisation | None = None, **columns: Any) -> Frame:
        """A standing question of the organisation's own."""
        where = organisation or await self._first_organisation()
        said = {
            "question": question,
            "follow_up": "Wat nog meer?",
            "why": "Deze vraag stelt jullie organisatie.",
            "first_person": "Ik wil iets bespreken.",
        }
        about = {"org_id": where.org_id, "key": uuid4().hex, "language": where.language, "part": "PERSONAL"}
        return await self.kept(Frame(**about | said | {"kind": "QUESTION_BANK", "occasion": "standing"} | columns))

    # What the worker picks

    async def pick(self, pair: Pair, row: Note | DevelopmentOption, fits: Talent | Goal | CareerStep | None = None, *, place: int = 1) -> Pick:
        """What a brief of the pair shows first: a note, as a wish; or an option with what it fits. From then on its briefs show picks only."""
        await self.change(pair, picked_at=now())
        if isinstance(row, Note):
            return await self.kept(Pick(org_id=pair.org_id, pair_id=pair.id, place=place, position=1, note_id=row.id, reason="INTENTION"))
        pointer = {Talent: "talent_id", Goal: "goal_id", CareerStep: "step_id"}[type(fits)] if fits else ""
        fitted = {pointer: fits.id} if fits else {}
        return await self.kept(Pick(org_id=pair.org_id, pair_id=pair.id, place=place, position=1, option_id=row.id, **fitted))

    # What belongs to a person

    async def goal(self, pair: Pair | None = None, title: str = "Sneller factureren", *, at: datetime | None = None, **columns: Any) -> Goal:
        """An active goal of the pair's employee; with another `status` it has ended."""
        pair = await self._pair_of(pair)
        if columns.get("status", "ACTIVE") != "ACTIVE":
            columns.setdefault("ended_at", ago(days=1))
        about = {"org_id": pair.org_id, "employee_id": pair.employee_id, "pair_id": pair.id}
        return await self.kept(Goal(**about | {"title": title, "created_at": at or ago(days=30)} | columns))

    async def evaluation(
        self,
        goal: Goal | None = None,
        author: Person | None = None,
        text: str = "De eerste stap is gezet.",
        *,
        at: datetime | None = None,
        manager_sees_from: datetime | None = None,
        **columns: Any,
    ) -> GoalEvaluation:
        """How a goal goes: by its owner, which the manager reads an hour later, or by the manager."""
        goal = goal or await self.goal()
        written, by = at or ago(days=7), author.id if author else goal.employee_id
        seen = manager_sees_from or (written + timedelta(hours=1) if by == goal.employee_id else written)
        about = {"org_id": goal.org_id, "goal_id": goal.id, "employee_id": goal.employee_id, "pair_id": goal.pair_id, "author_id": by}
        what = {"progress": "ON_TRACK", "text": text, "created_at": written, "manager_sees_from": seen}
        return await self.kept(GoalEvaluation(**about | what | columns))

    async def talent(
        self,
        pair: Pair | None = None,
        text: str = "Rust brengen in een groep",
        *,
        named_by: Person | None = None,
        confirmed: bool = True,
        at: datetime | None = None,
        **columns: Any,
    ) -> Talent:
        """A talent of the pair's employee, confirmed or still only named."""
        pair, named = await self._pair_of(pair), at or ago(days=30)
        about = {
            "org_id": pair.org_id,
            "employee_id": pair.employee_id,
            "pair_id": pair.id,
            "named_by_id": named_by.id if named_by else pair.employee_id,
        }
        what = {"text": text, "created_at": named, "confirmed_at": named if confirmed else None}
        return await self.kept(Talent(**about | what | columns))

    async def feedback(
        self,
        pair: Pair | None = None,
        author: Person | None = None,
        text: str = "Je uitleg was helder.",
        *,
        at: datetime | None = None,
        manager_sees_from: datetime | str | None = WAITS,
        **columns: Any,
    ) -> Feedback:
        """Feedback to the pair's employee, by a new colleague unless it says by whom.

        The manager reads it at once where they gave it, never where its author reports to the receiver, and three days later otherwise.
        """
        pair = await self._pair_of(pair)
        author = await self.reread(author) if author else await self._colleague(pair)
        given, by_manager = at or ago(days=7), author.id == pair.manager_id
        if manager_sees_from == WAITS:
            upward = author.manager_id == pair.employee_id
            manager_sees_from = None if upward else given if by_manager else given + timedelta(days=3)
        about = {"org_id": pair.org_id, "employee_id": pair.employee_id, "pair_id": pair.id, "author_id": author.id, "by_manager": by_manager}
        what = {"text": text, "created_at": given, "manager_sees_from": manager_sees_from}
        return await self.kept(Feedback(**about | what | columns))

    async def reflection(
        self,
        pair: Pair | None = None,
        text: str = "Van overleg met klanten krijg ik energie.",
        *,
        shared: bool = True,
        at: datetime | None = None,
        manager_sees_from: datetime | None = None,
        **columns: Any,
    ) -> Reflection:
        """A reflection of the pair's employee: shared, which the manager reads an hour later, or private."""
        pair, written = await self._pair_of(pair), at or ago(days=7)
        seen = (manager_sees_from or written + timedelta(hours=1)) if shared else None
        about = {"org_id": pair.org_id, "employee_id": pair.employee_id, "pair_id": pair.id}
        what = {"text": text, "visibility": "SHARED" if shared else "PRIVATE", "created_at": written, "manager_sees_from": seen}
        return await self.kept(Reflection(**about | what | columns))

    async def response(
        self,
        to: Answered | None = None,
        author: Person | None = None,
        text: str = "Dank, daar ga ik mee verder.",
        *,
        to_the_giver: bool = False,
        at: datetime | None = None,
        **columns: Any,
    ) -> Response:
        """An answer, by the employee unless it says by whom, read by the manager as soon as what it answers."""
        to = to or await self.feedback()
        pair = await self._pair_of(to)
        seen = to.created_at if isinstance(to, Summary) else to.manager_sees_from
        about = {"org_id": to.org_id, "employee_id": pair.employee_id, "pair_id": pair.id, "author_id": author.id if author else pair.employee_id}
        pointer = {GoalEvaluation: "evaluation_id", Feedback: "feedback_id", Reflection: "reflection_id", Summary: "summary_id"}[type(to)]
        giver = to.author_id if to_the_giver and isinstance(to, Feedback) else None
        what = {pointer: to.id, "shown_to_id": giver, "text": text, "created_at": at or ago(days=6), "manager_sees_from": seen}
        return await self.kept(Response(**about | what | columns))

    # Talks

    async def conversation(self, pair: Pair | None = None, *, status: str = "PLANNED", at: datetime | None = None, **columns: Any) -> Conversation:
        """A talk of the pair: planned next week, or `at` a moment; an open one began and a closed one ended then, by default last week."""
        pair = await self._pair_of(pair)
        at = at or (ahead(days=7) if status in ("PLANNED", "CANCELLED") else ago(days=7))
        began = {"opened_at": at} if status in ("OPEN", "CLOSED") else {}
        ended = {"closed_at": at + timedelta(minutes=30)} if status == "CLOSED" else {}
        about = {"org_id": pair.org_id, "pair_id": pair.id, "manager_id": pair.manager_id, "employee_id": pair.employee_id}
        return await self.kept(Conversation(**about | {"status": status, "scheduled_at": at} | began | ended | columns))

    async def point(
        self,
        conversation: Conversation | None = None,
        author: Person | None = None,
        text: str = "De drukte op maandag",
        *,
        part: str = "CURRENT_ROLE",
        parked: bool = False,
        discussed: bool = False,
        carried_from: TalkingPoint | None = None,
        **columns: Any,
    ) -> TalkingPoint:
        """A talking point, by the employee unless it says by whom."""
        talk = conversation or await self.conversation()
        about = {"org_id": talk.org_id, "pair_id": talk.pair_id, "conversation_id": None if parked else talk.id}
        by = {"author_id": author.id if author else talk.employee_id, "carried_from_id": carried_from.id if carried_from else None}
        return await self.kept(TalkingPoint(**about | by | {"part": part, "text": text, "discussed": discussed} | columns))

    async def note(
        self,
        conversation: Conversation | None = None,
        author: Person | None = None,
        text: str = "De planning loopt weer.",
        *,
        private: bool = False,
        part: str = "CURRENT_ROLE",
        at: datetime | None = None,
        **columns: Any,
    ) -> Note:
        """A note, by the manager unless it says by whom; shared unless it is `private`."""
        talk = conversation or await self.conversation(status="CLOSED")
        by = author.id if author else talk.manager_id
        about = {"org_id": talk.org_id, "pair_id": talk.pair_id, "conversation_id": talk.id, "author_id": by}
        what = {"part": part, "text": text, "visibility": "PRIVATE" if private else "SHARED", "created_at": at or min(now(), talk.scheduled_at)}
        return await self.kept(Note(**about | what | columns))

    async def agreement(
        self,
        conversation: Conversation | None = None,
        owner: Person | None = None,
        text: str = "Ik stuur het voorstel rond.",
        *,
        due: date | None = None,
        status: str = "OPEN",
        at: datetime | None = None,
        **columns: Any,
    ) -> Agreement:
        """An agreement, owned by the employee unless it says by whom."""
        talk = conversation or await self.conversation(status="CLOSED")
        about = {"org_id": talk.org_id, "pair_id": talk.pair_id, "conversation_id": talk.id, "owner_id": owner.id if owner else talk.employee_id}
        what = {"text": text, "due_on": due, "status": status, "settled_at": None if status == "OPEN" else ago(days=1)}
        return await self.kept(Agreement(**about | what | {"created_at": at or min(now(), talk.scheduled_at)} | columns))

    async def outcome(
        self,
        conversation: Conversation | None = None,
        by: Person | None = None,
        brought: Sequence[str] = ("FOCUS",),
        *,
        shown_from: datetime | None = None,
    ) -> Outcome:
        """What a talk brought, as the employee says unless it says who; shown to the other from `shown_from`, or not yet."""
        talk = conversation or await self.conversation(status="CLOSED")
        about = {"org_id": talk.org_id, "pair_id": talk.pair_id, "conversation_id": talk.id, "by_id": by.id if by else talk.employee_id}
        return await self.kept(Outcome(**about, brought=list(brought), shown_from=shown_from))

    # What the coach makes

    async def request(self, conversation: Conversation | None = None, by: Person | None = None) -> SuggestionRequest:
        """Somebody (the employee unless it says who) asked the coach for questions."""
        talk = conversation or await self.conversation()
        about = {"org_id": talk.org_id, "pair_id": talk.pair_id, "conversation_id": talk.id, "asked_by_id": by.id if by else talk.employee_id}
        return await self.kept(SuggestionRequest(**about, shortfalls=[]))

    async def suggestion(
        self,
        conversation: Conversation | None = None,
        question: str = "Wat hielp je de afgelopen weken het meest?",
        *,
        state: str = "OFFERED",
        asked_by: Person | None = None,
        decided_by: Person | None = None,
        rests_on: Sequence[Row] = (),
        request: SuggestionRequest | None = None,
        **columns: Any,
    ) -> Suggestion:
        """A question of the coach, with a source for each row it rests on; accepted or dismissed by the employee unless it says by whom."""
        talk = conversation or await self.conversation()
        request = request or await self.request(talk, asked_by)
        about = {
            "org_id": talk.org_id,
            "pair_id": talk.pair_id,
            "conversation_id": talk.id,
            "request_id": request.id,
            "asked_by_id": request.asked_by_id,
        }
        decided = {"decided_by_id": decided_by.id if decided_by else talk.employee_id, "decided_at": now()}
        what = {"position": 1, "part": "CURRENT_ROLE", "language": "NL", "frame": "vraag", "question": question, "first_person": "Wat mij hielp"}
        made = {"why": "Omdat dit ter sprake kwam.", "generator": "OFFLINE", "state": state}
        whole = about | what | made | (decided if state in ("ACCEPTED", "DISMISSED") else {}) | columns
        suggestion = await self.kept(Suggestion(**whole))
        await self._resting(suggestion, rests_on)
        return suggestion

    async def summary(
        self,
        conversation: Conversation | None = None,
        sentences: Sequence[tuple[str, Row] | str] = ("Jullie spraken over de planning.",),
        **columns: Any,
    ) -> Summary:
        """The summary of a talk; a sentence can come with the row it rests on. `make.all(SummarySentence, summary_id=…)` finds the sentences."""
        talk = conversation or await self.conversation(status="CLOSED")
        about = {"org_id": talk.org_id, "pair_id": talk.pair_id, "conversation_id": talk.id}
        made = await self.kept(Summary(**about | {"language": "NL", "generator": "OFFLINE"} | columns))
        for position, sentence in enumerate(sentences, 1):
            text, rows = (sentence, ()) if isinstance(sentence, str) else (sentence[0], sentence[1:])
            of = {"org_id": made.org_id, "pair_id": made.pair_id, "summary_id": made.id}
            kept = await self.kept(SummarySentence(**of, part="CURRENT_ROLE", position=position, text=text, generator="OFFLINE"))
            await self._resting(kept, rows)
        return made

    async def confirmation(self, summary: Summary | None = None, by: Person | None = None, said: str = "RECOGNISED") -> SummaryConfirmation:
        """Somebody (the employee unless it says who) confirms a summary."""
        summary = summary or await self.summary()
        by = by or await self.employee_of(summary)
        return await self.kept(SummaryConfirmation(org_id=summary.org_id, pair_id=summary.pair_id, summary_id=summary.id, by_id=by.id, said=said))

    async def source(
        self, under: Suggestion | SummarySentence | TalkingPoint, row: Row | None = None, *, position: int = 1, quote: str = ""
    ) -> Source:
        """What something rests on: a row, or the question bank."""
        of = {Suggestion: "of_suggestion_id", SummarySentence: "of_sentence_id", TalkingPoint: "of_point_id"}[type(under)]
        kind, pointer = ("QUESTION_BANK", {}) if row is None else (SOURCES[type(row)][0], {SOURCES[type(row)][1]: row.id})  # type: ignore[attr-defined]
        quote = quote or str(getattr(row, "text", None) or getattr(row, "title", ""))
        about = {"org_id": under.org_id, "pair_id": under.pair_id, of: under.id}
        return await self.kept(Source(**about | pointer, position=position, kind=kind, quote=quote, as_of=getattr(row, "created_at", None)))

    async def trigger(
        self, to: Person | None = None, about: Person | None = None, subjects: Sequence[Row] = (), *, kind: str = "GOAL_EVALUATED", **columns: Any
    ) -> Trigger:
        """An invitation to somebody, about themselves unless it says about whom."""
        to = to or await self.person()
        subject_of = about or to
        what = {"kind": kind, "invitation": "PLAN_A_TALK", "why": "Je doel is geëvalueerd."}
        made = await self.kept(Trigger(**{"org_id": to.org_id, "for_id": to.id, "about_id": subject_of.id} | what | columns))
        for position, subject in enumerate(subjects, 1):
            pointer = {SUBJECTS[type(subject)]: subject.id}  # type: ignore[attr-defined]
            await self.kept(TriggerSubject(org_id=to.org_id, trigger_id=made.id, for_id=to.id, position=position, **pointer))
        return made

    async def key(self, person: Person | None = None, mutation: str = "acceptSuggestion", made_id: UUID | None = None) -> IdempotencyKey:
        """Somebody sent a mutation with an idempotency key."""
        person = person or await self.person()
        return await self.kept(
            IdempotencyKey(org_id=person.org_id, person_id=person.id, mutation=mutation, key=uuid4(), input_hash=b"\0" * 32, made_id=made_id)
        )

    async def spending(self, person: Person | None = None, tokens: int = 1_000, **columns: Any) -> Spending:
        """A call to a model that somebody's request took, settled unless it says until when it is reserved."""
        person = person or await self.person()
        return await self.kept(Spending(**{"org_id": person.org_id, "person_id": person.id, "day": now().date(), "tokens": tokens} | columns))

    # What a call did not name

    async def _resting(self, under: Suggestion | SummarySentence, rows: Sequence[Row]) -> None:
        for position, row in enumerate(rows, 1):
            await self.source(under, row, position=position)

    async def _first_organisation(self) -> Organisation:
        return self._organisation or await self.organisation()

    async def _pair_of(self, row: Any) -> Pair:
        if isinstance(row, Pair):
            return row
        if row is None:
            return self._pair or await self.pair()
        (pair,) = await self.all(Pair, org_id=row.org_id, id=row.pair_id)
        return pair

    async def _person(self, person_id: UUID, row: Any) -> Person:
        (person,) = await self.all(Person, org_id=row.org_id, id=person_id)
        return person

    async def _colleague(self, pair: Pair) -> Person:
        (organisation,) = await self.all(Organisation, org_id=pair.org_id)
        return await self.person(organisation=organisation)

    def _named(self, what: str) -> str:
        self._names += 1
        return f"{what} {self._names}"

"""All verbs in one place; each is one short transaction with its event row."""

from tickets.account_service import authenticate, create_account, set_password
from tickets.call_service import (
    attach_recording,
    call_by_linkedid,
    end_call,
    mark_status_only,
    set_call_priority,
    set_choice,
    set_stage,
    set_step,
    start_call,
)
from tickets.command_service import claim_commands, finish_command, request_command
from tickets.edit_service import edit_ticket
from tickets.health_service import report_health
from tickets.incident_service import (
    gather,
    join_incident,
    leave_incident,
    merge_incidents,
    reopen_incident,
    solve_in_steps,
    solve_incident,
    unmerge_incident,
)
from tickets.life_service import (
    acknowledge,
    answer,
    attach,
    close_ticket,
    dispose,
    mark_duplicate,
    refer,
    refuse,
    reject,
    reopen,
    resume,
    wait_for_citizen,
)
from tickets.opinion_service import add_transcript, choose_transcript, correct_transcript, set_training_consent
from tickets.presence_service import look_at, look_away
from tickets.survey_service import record_answers
from tickets.ticket_service import assign, claim, confirm_ticket, escalate, note, open_ticket, release, resolve, verify
from tickets.transcript_service import add_segment, show_live_text
from tickets.undo_service import undo

__all__ = [
    "acknowledge",
    "add_segment",
    "add_transcript",
    "answer",
    "assign",
    "attach",
    "attach_recording",
    "authenticate",
    "call_by_linkedid",
    "choose_transcript",
    "claim",
    "claim_commands",
    "close_ticket",
    "confirm_ticket",
    "correct_transcript",
    "create_account",
    "dispose",
    "edit_ticket",
    "end_call",
    "escalate",
    "finish_command",
    "gather",
    "join_incident",
    "leave_incident",
    "look_at",
    "look_away",
    "mark_duplicate",
    "mark_status_only",
    "merge_incidents",
    "note",
    "open_ticket",
    "record_answers",
    "refer",
    "refuse",
    "reject",
    "release",
    "reopen",
    "reopen_incident",
    "report_health",
    "request_command",
    "resolve",
    "resume",
    "set_call_priority",
    "set_choice",
    "set_password",
    "set_stage",
    "set_step",
    "set_training_consent",
    "show_live_text",
    "solve_in_steps",
    "solve_incident",
    "start_call",
    "undo",
    "unmerge_incident",
    "verify",
    "wait_for_citizen",
]

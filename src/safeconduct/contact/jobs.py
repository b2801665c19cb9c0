"""Sweeps: new letters come onto the record, shuffled; what is over or left over goes."""

from django.utils import timezone

from safeconduct.contact.attachments import sweep_files
from safeconduct.contact.mailbox import end_sessions
from safeconduct.contact.queries import long_answered, long_unvisited
from safeconduct.contact.services import end_complaint, end_mailbox, sweep
from safeconduct.jobs.queue import WORKER, app
from safeconduct.record.services import act


@app.periodic(cron="* * * * * */10")
@app.task(name="contact.letters.sweep", pass_context=False)
def sweep_letters(timestamp: int) -> None:
    """Run every ten seconds; safe to run twice."""
    del timestamp
    with act(WORKER, timezone.now()) as a:
        sweep(a)


@app.periodic(cron="30 * * * *")
@app.task(name="contact.files.sweep", pass_context=False)
def sweep_left_over_files(timestamp: int) -> None:
    """Run every hour; safe to run twice. Half a file that nobody finished sending goes."""
    del timestamp
    sweep_files()


@app.periodic(cron="* * * * *")
@app.task(name="contact.sessions.end", pass_context=False)
def end_open_mailboxes(timestamp: int) -> None:
    """Run every minute; safe to run twice. What was to go with a session goes with it."""
    del timestamp
    end_sessions()


@app.periodic(cron="17 3 * * *")
@app.task(name="contact.mailboxes.end", pass_context=False)
def end_unvisited_mailboxes(timestamp: int) -> None:
    """Run every night, one transaction a mailbox; safe to run twice."""
    del timestamp
    at = timezone.now()
    for file_id, facts in long_unvisited(at.date()):
        with act(WORKER, at) as a:
            end_mailbox(a, file_id, facts)


@app.periodic(cron="37 3 * * *")
@app.task(name="contact.complaints.end", pass_context=False)
def end_old_complaints(timestamp: int) -> None:
    """Run every night, one transaction a complaint; safe to run twice."""
    del timestamp
    at = timezone.now()
    for complaint_id, facts in long_answered(at.date()):
        with act(WORKER, at) as a:
            end_complaint(a, complaint_id, facts)

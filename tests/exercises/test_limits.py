"""An answer that does not end is ended, whatever it catches, and everything is afterwards as it was."""

import signal
import sys
import threading
import time

import numpy as np
import pytest

from course_lib.errors import CourseProblem
from course_lib.exercises import attempt, limits
from course_lib.exercises.limits import TooSlow, by_alarm, by_thread, by_trace, time_limit


def loop():
    while True:
        pass


def catches_errors():
    while True:
        try:
            len("")
        except Exception:
            continue


def catches_all():
    while True:
        try:
            len("")
        except:  # noqa: E722
            continue


def catches_all_inside():
    def step():
        try:
            sum(range(1000))
        except:  # noqa: E722
            return 0

    while True:
        step()


def catches_all_by_name():
    x = 0
    while True:
        try:
            x += abs(1)
            try:
                x += abs(1)
            except BaseException as error:
                x -= len(str(error))
        except BaseException as error:
            x -= len(str(error))


def catches_all_without_a_call():
    x = 0
    while True:
        try:
            x += 1
        except BaseException:
            x = 0


def recursion(depth=0):
    while True:
        if depth < 30:
            recursion(depth + 1)


def by_numpy():
    while True:
        np.ones((50, 50)) @ np.ones((50, 50))


WAYS = [
    pytest.param(by_alarm, marks=pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has none")),
    by_thread,
    by_trace,
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("answer", [loop, catches_errors, recursion, by_numpy])
def test_a_loop_ends(way, answer):
    tracing, started = sys.gettrace(), time.monotonic()
    with pytest.raises(TooSlow), way(0.3):
        answer()
    assert 0.29 < time.monotonic() - started < 60
    assert sys.gettrace() is tracing
    sum(range(10_000))  # nothing comes later


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has none")
def test_an_alarm_that_rings_on_the_way_out_is_nobodys_fault(monkeypatch):
    silence, rings = signal.setitimer, iter([limits.TooSlow, limits.still_too_slow([])])

    def rung(kind, seconds, interval=0):
        ring = next(rings, None) if seconds == 0 else None
        if ring is not None:
            raise ring
        return silence(kind, seconds, interval)

    monkeypatch.setattr(limits.signal, "setitimer", rung)
    tracing = sys.gettrace()
    with pytest.raises(TooSlow), limits.by_alarm(0.2):
        loop()
    assert next(rings, None) is None
    assert sys.gettrace() is tracing
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("answer", [catches_all, catches_all_inside, catches_all_by_name])
def test_a_loop_that_catches_everything_ends_too(way, answer):
    tracing = sys.gettrace()
    with pytest.raises(TooSlow), way(0.3):
        answer()
    assert sys.gettrace() is tracing


@pytest.mark.skipif(
    sys.version_info < (3, 11), reason="Python 3.10 hears no signal at a jump back to a try: not Ctrl-C either"
)
@pytest.mark.parametrize("way", WAYS)
def test_a_loop_that_calls_nothing_ends_too(way):
    with pytest.raises(TooSlow), way(0.3):
        catches_all_without_a_call()


@pytest.mark.parametrize("way", WAYS)
def test_what_is_quick_is_left_alone(way):
    with way(60):
        assert sum(range(100)) == 4950
    handler = signal.getsignal(signal.SIGALRM) if hasattr(signal, "SIGALRM") else None
    assert handler in (signal.SIG_DFL, None) or callable(handler)


def test_what_comes_after_the_limit_runs_as_long_as_it_likes():
    for way in (limits.by_alarm, limits.by_thread):
        with way(0.2):
            pass
        time.sleep(0.6)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no alarm")
def test_an_alarm_that_rings_on_a_slow_way_out_stops_nobody(monkeypatch):
    silence = limits._silence

    def slowly(before):
        end = time.monotonic() + 3 * limits.AGAIN
        while time.monotonic() < end:
            len("")
        silence(before)

    monkeypatch.setattr(limits, "_silence", slowly)
    with pytest.raises(TooSlow), by_alarm(0.1):
        loop()
    time.sleep(2 * limits.AGAIN)  # an alarm that is left would ring here


def test_an_error_inside_is_raised_as_it_is():
    with pytest.raises(KeyError), time_limit(5):
        raise KeyError("a")


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan")])
def test_a_time_that_is_none_is_refused(seconds):
    with pytest.raises(ValueError, match="seconds: expected a positive number"), time_limit(seconds):
        pass


def test_another_thread_has_its_limit_too():
    raised = []

    def work():
        try:
            with time_limit(0.3):
                loop()
        except TooSlow:
            raised.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert raised == [True]


def check_double(double):
    assert double(3) == 6, "twice 3 is 6"


def endless_double(x):
    while x:
        x = x + 1
    return x


def test_an_endless_answer_gets_a_sentence_and_the_lesson_goes_on(capsys):
    assert attempt("01-1", endless_double, check_double, ours=abs, seconds=0.5) is abs
    said = capsys.readouterr().out
    assert "01-1 not right yet: it was stopped after 0.5 seconds: does a loop go on for ever" in said


def test_the_variable_stands_above_the_seconds_of_the_check(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_ANSWER_SECONDS", "0.4")
    attempt("01-1", endless_double, check_double, ours=abs)
    assert "stopped after 0.4 seconds" in capsys.readouterr().out


@pytest.mark.parametrize("said", ["soon", "0", "-3", "nan", "inf"])
def test_a_variable_that_is_no_number_of_seconds_is_refused(said, monkeypatch):
    monkeypatch.setenv("COURSE_ANSWER_SECONDS", said)
    with pytest.raises(CourseProblem, match="COURSE_ANSWER_SECONDS: expected a positive number of seconds"):
        attempt("01-1", abs, check_double, ours=abs)


def test_without_threads_an_endless_answer_that_catches_everything_gets_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr(limits.sys, "platform", "emscripten")
    tracing = sys.gettrace()

    def double(x):
        while True:
            try:
                x += 1
            except:  # noqa: E722
                continue

    assert attempt("01-1", double, check_double, ours=abs, seconds=0.3) is abs
    assert "01-1 not right yet: it was stopped after 0.3 seconds" in capsys.readouterr().out
    assert sys.gettrace() is tracing
    assert attempt("01-1", lambda x: 2 * x, check_double, ours=abs, seconds=30)(3) == 6

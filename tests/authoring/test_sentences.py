from course_lib.authoring import sentences, teaching
from course_lib.authoring.trying import Outcome

SIGN = Outcome("01-1", "wrong: sign", "not right yet", "sign", "not right yet", "has the wrong sign", 0.1)
TWICE = Outcome("01-1", "wrong: twice", "not right yet", "twice", "not right yet", "is twice as large", 0.1)
MISJUDGED = Outcome("01-2", "wrong: mean", "not right yet", "a mean", "solved", "", 0.1)
RIGHT = Outcome("01-2", "right: a loop", "solved", "", "solved", "", 0.1)
NOTHING = Outcome("01-2", "is None", "not right yet", "nothing", "not right yet", "is None, that is, nothing", 0.1)


def test_sentences_of_an_exercise_take_the_place_of_its_earlier_ones_alone(tmp_path):
    (tmp_path / "notebooks" / "answers").mkdir(parents=True)
    assert sentences.load(tmp_path) == {}
    sentences.keep([SIGN, MISJUDGED, RIGHT, NOTHING], tmp_path)
    assert sentences.load(tmp_path) == {"01-1": {"wrong: sign": "has the wrong sign"}, "01-2": {}}
    sentences.keep([TWICE], tmp_path)
    assert sentences.load(tmp_path) == {"01-1": {"wrong: twice": "is twice as large"}, "01-2": {}}


def test_a_sentence_is_one_line_whose_signs_markdown_does_not_read():
    assert teaching._one_line("it is *not*\n `x_i*y_i`, but d_i") == r"it is \*not\* `x_i*y_i`, but d\_i"

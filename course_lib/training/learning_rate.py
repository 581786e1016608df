"""The learning rate of each step."""

import keras

from course_lib.errors import expect


def cosine_schedule(
    steps: int, learning_rate: float, warm_up: float = 0.0
) -> keras.optimizers.schedules.LearningRateSchedule:
    """The learning rate of each of so many steps: it rises in a line, then falls to 0 along half a cosine.

    Args:
        steps: of the whole training.
        learning_rate: the highest.
        warm_up: the share of the steps, at least 0 and below 1, during which it rises from 0.

    Raises:
        ValueError: an argument does not fit.

    Source: Loshchilov and Hutter 2017.
    """
    expect(learning_rate > 0, "learning_rate", learning_rate, "a positive number")
    expect(0 <= warm_up < 1, "warm_up", warm_up, "a share of the steps, at least 0 and below 1")
    rising = round(warm_up * steps)
    start = (
        {"initial_learning_rate": 0.0, "warmup_target": learning_rate}
        if rising
        else {"initial_learning_rate": learning_rate}
    )
    return keras.optimizers.schedules.CosineDecay(**start, decay_steps=steps - rising, warmup_steps=rising)

"""Attention on feature maps (b, h, w, c): layers that weigh or mix channels, and one that weighs places.

gates         one number per channel: SqueezeExcitation, ECA, CBAMChannel, SoftmaxGate
spatial_gate  one number per place: SpatialGate
mixing        channels looking at channels: DANetChannel, ChannelQKV

Each returns a feature map of the same shape, and `layer(x, return_gates=True)` also the gates it used, from the same
pass: (b, c), for SpatialGate (b, h, w). Lesson 09 writes and compares them.
"""

from course_lib.attention.gates import ECA, CBAMChannel, Gate, SoftmaxGate, SqueezeExcitation, gate_channels
from course_lib.attention.mixing import (
    ChannelQKV,
    DANetChannel,
    attention_weights,
    looked_at,
    maps_as_rows,
    rows_as_maps,
)
from course_lib.attention.spatial_gate import SpatialGate, gate_places

__all__ = [
    "ECA",
    "CBAMChannel",
    "ChannelQKV",
    "DANetChannel",
    "Gate",
    "SoftmaxGate",
    "SpatialGate",
    "SqueezeExcitation",
    "attention_weights",
    "gate_channels",
    "gate_places",
    "looked_at",
    "maps_as_rows",
    "rows_as_maps",
]

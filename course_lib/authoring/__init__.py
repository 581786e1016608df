"""From sources to notebooks, for those who write lessons; a lesson never imports it.

source reads, rules, exercise_rules and code_match refuse, notebooks and lesson_map write; claims and registry say what
is on trial where; kernel and gate run a notebook and judge it; measure and measured take and show its time and memory,
bands and noting the range of its numbers over five seeds.
"""

"""The course's own submissions get equal scores whether everything runs, or what is needed."""

from __future__ import annotations

import dataclasses
import shutil
import sys
from pathlib import Path

import pytest

from autograder.build import build
from autograder.config import load_limits
from autograder.course import CONFIG_NAME, Course
from autograder.engine.opening import opening_of
from autograder.engine.pool import Failure, Job, LocalPool
from autograder.engine.sandbox import Sandbox, probe
from autograder.outcomes import CellOutcome
from autograder.papers import read_papers
from autograder.trials import sheets
from tests.tiny import ROOT

sys.path.insert(0, str(ROOT / "examples"))
from sample_class import STUDENTS, make_class

COURSE = Course(ROOT)
ASSIGNMENTS = COURSE.assignments()
QUICK = "02_relu_approximation"
CREW = {name: STUDENTS[name] for name in ("all-right", "half-done", "cells-deleted", "talkative")}

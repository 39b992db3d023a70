"""
Counts small random elections with pabutools and writes what it answers, for the test that compares.

Run by an environment of its own, for pabutools is not part of the product:
``.peers/ballots/bin/python benchmarks/ballots_peer.py > src/meydan/domains/participation/tests/pabutools.json``
With ``--time FILE`` it counts the election in that file once by equal shares and prints the seconds.
"""

import json
import random
import sys
import time

from pabutools.election import (
    ApprovalBallot,
    ApprovalProfile,
    Cardinality_Sat,
    Cost_Sat,
    Instance,
    Project,
)
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule

ELECTIONS = 300


def drawn(rng):
    projects, voters = rng.randint(1, 9), rng.randint(1, 14)
    # Few different costs make many ties, which is where two implementations part.
    costs = [rng.choice((3, 4, 6, 10, 12, 25)) for _one in range(projects)]
    amount = rng.randint(5, max(6, sum(costs)))
    share = rng.random()
    ballots = [[one for one in range(projects) if rng.random() < share] for _voter in range(voters)]
    return {"cost": costs, "amount": amount, "ballots": ballots}


def by_votes(instance, profile, project):
    return (-sum(project in ballot for ballot in profile), project.cost, int(project.name))


TIES = TieBreakingRule(by_votes)


def model(election):
    supported = {one for ballot in election["ballots"] for one in ballot}
    made = {one: Project(str(one), cost) for one, cost in enumerate(election["cost"]) if one in supported}
    instance = Instance(made.values(), budget_limit=election["amount"])
    ballots = [ApprovalBallot(made[one] for one in ballot) for ballot in election["ballots"]]
    return instance, ApprovalProfile(ballots, instance=instance)


def names(projects):
    return sorted(int(one.name) for one in projects)


def counted(election):
    instance, profile = model(election)
    shares = {
        name: names(method_of_equal_shares(instance, profile, sat_class=sat, tie_breaking=TIES))
        for name, sat in (("equal_shares", Cardinality_Sat), ("equal_shares_cost", Cost_Sat))
    }
    value = greedy_utilitarian_welfare(instance, profile, sat_class=Cardinality_Sat, tie_breaking=TIES)
    return {**election, **shares, "approval": names(value)}


if __name__ == "__main__":
    if "--time" in sys.argv:
        with open(sys.argv[-1]) as file:  # noqa: PTH123
            given = model(json.load(file))
        began = time.perf_counter()
        method_of_equal_shares(*given, sat_class=Cardinality_Sat, tie_breaking=TIES)
        print(time.perf_counter() - began)
    else:
        draw = random.Random(20261128)
        print(json.dumps([counted(drawn(draw)) for _election in range(ELECTIONS)]))

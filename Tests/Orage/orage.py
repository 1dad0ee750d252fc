"""orage.py TOURS [GRAINE]: a load in both directions while one or the other daemon is killed, TOURS times."""
import random
import time

from commun import Count, Load, finish, introduce, scenario, settle, two_structures


def storm(folder, rounds, seed):
    dice = random.Random(seed)
    pair = a, b = two_structures(folder)
    try:
        introduce(a, b)
        load = Load(a, b, folder, seed)
        began = time.monotonic()
        load.start()
        defects, kills = [], 0
        for _ in range(rounds):
            time.sleep(dice.uniform(0, 2.4))
            # Now and then both at once.
            for me in dice.choices([[a], [b], [a, b]], [9, 9, 2])[0]:
                if not me.is_up():
                    defects.append(f"le service de {me.name} est tombé : {me.process.returncode}")
                me.kill()
                me.launch()
                kills += 1
        load.stop()
        if not settle(pair):
            defects.append("tout n'est pas remis après cinq minutes")
        count = Count(pair, load.acknowledged, load.opened).run()
        defects += count.defects
        defects += [f"{number} × {text}" for text, number in load.unexpected.items()]
        figures = ", ".join(f"{number} {name}" for name, number in count.figures.items())
        return finish(
            folder, pair, defects,
            f"{kills} arrêts par SIGKILL, {figures}, {time.monotonic() - began:.0f} s, graine {seed}")
    finally:
        for me in pair:
            if me.process and me.is_up():
                me.kill()


scenario(storm)

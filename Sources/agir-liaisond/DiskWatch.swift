import LiaisonService
import Logging

/// Keeps the reserve of the state's disk, gives it back when the disk is full, and says how it stands.
struct DiskWatch: Periodic {
    let folder: StateFolder
    let logger: Logger

    let period = Duration.seconds(10)

    func run(triggers: some AsyncSequence<Void, Never> & Sendable) async {
        var (hadRoom, wasFull) = (true, false)
        for await _ in triggers {
            let (hasRoom, isFull) = (folder.hasRoom, folder.isFull)
            if isFull {
                _ = folder.freeReserve()
            } else {
                folder.takeReserve()
            }
            if isFull, !wasFull {
                logger.critical(
                    "disque plein : la réserve est rendue, pour lire, déclarer et purger")
            }
            if hasRoom != hadRoom {
                if hasRoom {
                    logger.notice("le disque a de la place : tout est pris de nouveau")
                } else {
                    logger.warning("disque presque plein : rien de nouveau n'est pris")
                }
            }
            // What was given back must not look like room.
            (hadRoom, wasFull) = (hasRoom, isFull || wasFull && !hasRoom)
        }
    }
}

import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import Synchronization

/// What is still to be given: the pages of writes, each kept under a word until it is asked for again, and notices
/// that no page said yet. It goes when the identity closes; of the pages, the oldest first when they are many.
final class GivenPages: Sendable {
    /// Pages at a time: no fewer than the forms that may wait behind one (`LockedForms.most`).
    static let most = 16
    /// Bytes at a time, of which one page may take all.
    static let bytes = 16 << 20

    private struct Given {
        let word: String
        let path: String
        let response: Response
        let isOnce: Bool

        var bytes: Int { response.body.contentLength ?? 0 }
    }

    private let given = Mutex<[Given]>([])
    private struct Untold {
        var notices: [AgentNotice] = []
        /// How many times all was forgotten.
        var closings = 0
    }

    private let untold = Mutex(Untold())

    /// - Parameters:
    ///   - path: of the write.
    ///   - isOnce: whether it is given a single time, as what has a secret in it.
    /// - Returns: the word under which it is.
    func keep(_ response: Response, of path: String, isOnce: Bool) -> String {
        let one = Given(
            word: Hex.encode(Sodium.randomBytes(8)), path: path, response: response,
            isOnce: isOnce)
        given.withLock { given in
            given.append(one)
            var bytes = given.reduce(0) { $0 + $1.bytes }
            while given.count > Self.most || (bytes > Self.bytes && given.count > 1) {
                bytes -= given.removeFirst().bytes
            }
        }
        return one.word
    }

    /// Nil for a word that names nothing any more.
    func page(_ word: String) -> Response? {
        given.withLock { given in
            guard let place = given.firstIndex(where: { $0.word == word }) else { return nil }
            return given[place].isOnce ? given.remove(at: place).response : given[place].response
        }
    }

    /// What was begun at that path is done: «Page précédente» does not offer it a second time.
    func forget(of path: String) { given.withLock { $0.removeAll { $0.path == path } } }

    /// How many times the identity closed: what `leave` is told of it.
    var closings: Int { untold.withLock(\.closings) }

    /// Notices for the next page that can say them, whatever it shows; one that waits already is said once.
    ///
    /// - Parameter closings: as it was when the work began: what may name a person does not come in behind a closed
    ///   door.
    func leave(_ notices: [AgentNotice], since closings: Int) {
        untold.withLock { untold in
            let isClosed = untold.closings != closings
            for notice in notices
            where notice.words != nil && !notice.isOfOpenContent
                && !(isClosed && notice.mayNameSomebody) && !untold.notices.contains(notice)
            {
                untold.notices.append(notice)
            }
        }
    }

    /// Those that wait, once.
    func takeUntold() -> [AgentNotice] {
        untold.withLock { untold in
            defer { untold.notices = [] }
            return untold.notices
        }
    }

    /// The identity closes: what is said of cards, keys and the folder names no person, and waits for its next
    /// opening.
    func forget() {
        given.withLock { $0 = [] }
        untold.withLock { untold in
            untold.closings += 1
            untold.notices.removeAll(where: \.mayNameSomebody)
        }
    }
}

extension AgentNotice {
    fileprivate var mayNameSomebody: Bool {
        if case .trust = self { false } else { true }
    }
}

import Foundation
import GRDB
import LiaisonCrypto
import Synchronization
import TestSupport
import Testing

@testable import LiaisonStore

@Suite("Un commit pour plusieurs")
struct GroupCommitTests {
    private let temporary: TemporaryFolder
    private let database: DatabaseQueue
    private let commits: GroupCommit

    init() throws {
        temporary = try TemporaryFolder()
        database = try DatabaseQueue(path: "\(temporary.path)/essai.sqlite")
        try database.write { try $0.execute(sql: "CREATE TABLE t (n INTEGER PRIMARY KEY)") }
        commits = GroupCommit(database)
    }

    private func numbers() throws -> [Int] {
        try database.read { try Int.fetchAll($0, sql: "SELECT n FROM t ORDER BY n") }
    }

    private struct Odd: Error {}

    /// Runs `body` for each number on threads of their own.
    private func together(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let done = DispatchGroup()
        for n in 0..<count {
            done.enter()
            Thread.detachNewThread {
                body(n)
                done.leave()
            }
        }
        done.wait()
    }

    @Test("cent fils ensemble : chacun trouve son résultat, ce qui échoue ne laisse rien")
    func many() throws {
        let commits = commits
        let seen = Mutex<[Int: Bool]>([:])
        together(100) { n in
            let result = try? commits.write { database in
                try database.execute(sql: "INSERT INTO t VALUES (?)", arguments: [n])
                if n % 2 == 1 { throw Odd() }
                return n
            }
            seen.withLock { $0[n] = result == n }
        }
        #expect(try numbers() == (0..<100).filter { $0 % 2 == 0 })
        seen.withLock { seen in
            #expect(seen.count == 100)
            for (n, isRight) in seen { #expect(isRight == (n % 2 == 0), "\(n)") }
        }
    }

    @Test("un commit qui échoue échoue pour tous ceux qu'il portait, et le suivant va")
    func failingCommit() throws {
        try database.write {
            try $0.execute(
                sql: """
                    CREATE TABLE u (n INTEGER REFERENCES t (n) DEFERRABLE INITIALLY DEFERRED)
                    """)
        }
        #expect(throws: DatabaseError.self) {
            try commits.write { try $0.execute(sql: "INSERT INTO u VALUES (999)") }
        }
        try commits.write { try $0.execute(sql: "INSERT INTO t VALUES (1)") }
        #expect(try numbers() == [1])
    }

    @Test(
        "cinq qui attendent : un seul commit ; si l'un met fin à la transaction, aucun n'est acquitté",
        arguments: [false, true])
    func shared(isRolledBack: Bool) throws {
        let commits = commits
        let observer = CommitCounter()
        database.add(transactionObserver: observer)
        let outcomes = Mutex<[Bool]>([])
        let gate = DispatchSemaphore(value: 0)
        // The first holds the writer until the others wait: they then share one commit.
        Thread.detachNewThread {
            try? commits.write { _ in gate.wait() }
            gate.signal()
        }
        while !commits.isBusy { sched_yield() }
        let done = DispatchGroup()
        for n in 0..<5 {
            done.enter()
            Thread.detachNewThread {
                let result: Void? = try? commits.write { database in
                    try database.execute(sql: "INSERT INTO t VALUES (?)", arguments: [n])
                    if isRolledBack, n == 3 { try database.execute(sql: "ROLLBACK") }
                }
                outcomes.withLock { $0.append(result != nil) }
                done.leave()
            }
        }
        while commits.waitingCount < 5 { sched_yield() }
        gate.signal()
        done.wait()
        #expect(outcomes.withLock { $0 } == Array(repeating: !isRolledBack, count: 5))
        #expect(try numbers().count == (isRolledBack ? 0 : 5))
        // The first one's, which wrote nothing, and theirs.
        #expect(observer.count.withLock { $0 } == (isRolledBack ? 1 : 2))
    }
}

private final class CommitCounter: TransactionObserver, Sendable {
    let count = Mutex(0)
    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { count.withLock { $0 += 1 } }
    func databaseDidRollback(_ db: Database) {}
}

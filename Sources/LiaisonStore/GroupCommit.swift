internal import Foundation
internal import GRDB
internal import LiaisonSchema

/// Writers that come together share one commit, and so one wait for the disk: the first does the work
/// of all who came meanwhile, each in a savepoint of its own, and nobody returns before the commit.
final class GroupCommit: @unchecked Sendable {
    /// A piece of work and, afterwards, how it went.
    private final class Job {
        /// Nil once it was done: the writer that waits for it must hold the last reference.
        var work: ((Database) throws -> Void)?
        var error: (any Error)?
        var isDone = false

        init(_ work: @escaping (Database) throws -> Void) { self.work = work }
    }

    /// So that no commit grows without bound.
    private static let most = 64

    private let writer: any DatabaseWriter
    private let condition = NSCondition()
    /// Both under `condition`.
    private var waiting: [Job] = []
    private var isWorking = false

    init(_ writer: any DatabaseWriter) {
        self.writer = writer
    }

    /// For the test that makes several share a commit.
    var isBusy: Bool { condition.withLock { isWorking } }
    var waitingCount: Int { condition.withLock { waiting.count } }

    /// Does `body` in a transaction, durable when this returns. What throws leaves nothing.
    func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try withoutActuallyEscaping(body) { body in
            var result: Result?
            let job = Job { result = try body($0) }
            run(job)
            if let error = job.error { throw error }
            guard let result else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
            return result
        }
    }

    private func run(_ job: Job) {
        condition.lock()
        defer { condition.unlock() }
        waiting.append(job)
        while !job.isDone {
            if isWorking {
                condition.wait()
                continue
            }
            isWorking = true
            let jobs = Array(waiting.prefix(Self.most))
            waiting.removeFirst(jobs.count)
            condition.unlock()
            commit(jobs)
            condition.lock()
            for job in jobs {
                job.work = nil
                job.isDone = true
            }
            isWorking = false
            condition.broadcast()
        }
    }

    private func commit(_ jobs: [Job]) {
        do {
            try writer.write { database in
                // Alone, it needs no savepoint: the transaction is its own.
                if jobs.count == 1 { return try jobs[0].work?(database) ?? () }
                for job in jobs {
                    do {
                        try database.inSavepoint {
                            try job.work?(database)
                            return .commit
                        }
                    } catch {
                        job.error = error
                        // A full disk ends the whole transaction, with what the others did in it.
                        if !database.isInsideTransaction { throw error }
                    }
                }
            }
        } catch {
            for job in jobs where job.error == nil { job.error = error }
        }
    }
}

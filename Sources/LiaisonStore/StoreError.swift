internal import GRDB

/// What LiaisonStore refuses, equal on the code alone. Never carries a row: a foreign-key error of
/// GRDB holds one whole (pitfalls.md).
public struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// The database was written by another version of the program.
        case otherSchema
        /// The disk is full.
        case full
        /// What the database holds does not fit together.
        case damaged
        /// Any other refusal of SQLite.
        case database
    }

    public let code: Code
    public let message: String
    public let hint: String

    init(_ code: Code, _ message: String, hint: String = "") {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// SQLite, or GRDB, can't read what is there.
    static let unreadable = StoreError(
        .damaged, "La base du service est abîmée.", hint: "L'administrateur doit la restaurer.")

    init(_ error: DatabaseError) {
        switch error.resultCode {
        case _ where error.isFull:
            self.init(
                .full, "Le disque du service est plein.",
                hint: "L'administrateur doit libérer de la place.")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .unreadable
        default:
            self.init(.database, "La base du service a refusé (code \(error.resultCode.rawValue)).")
        }
    }

    public var description: String { hint.isEmpty ? message : "\(message) \(hint)" }

    public static func == (left: StoreError, right: StoreError) -> Bool {
        left.code == right.code
    }
}

extension DatabaseError {
    /// Whether the disk has no room for it, nor for the index of the write-ahead log.
    var isFull: Bool {
        resultCode == .SQLITE_FULL || extendedResultCode == .SQLITE_IOERR_SHMSIZE
    }
}

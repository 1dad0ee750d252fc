internal import Foundation
import LiaisonBase

/// A folder of mode 0700 that goes with its owner.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path()
        try PrivateFile.makeFolder(path)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

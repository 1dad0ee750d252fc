import Glibc
import LiaisonBase

/// Destroys a plaintext file as well as a program can: zeros in its place, on the disk, then no name.
/// What a disk, a backup or a copy elsewhere keeps is out of reach, and is said.
package enum FileDestruction {
    package static let caution =
        "Un disque SSD, une sauvegarde ou une copie faite ailleurs peut en garder le contenu."

    /// - Parameter path: as `FilePath.absolute` gave it when the file was written.
    /// - Throws: exit 65 for what is not that file any more: a link is not followed, nothing but a
    ///   regular file is written to.
    package static func destroy(_ path: String) throws {
        guard FilePath.absolute(path) == path else { throw changed(path) }
        // Not to wait for the other end of a pipe that took the name.
        let spelt = FilePath.spelt(path)
        let descriptor = open(spelt, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw [ELOOP, EISDIR, ENXIO].contains(errno) ? changed(path) : failed(path)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw changed(path)
        }
        guard overwrite(descriptor, Int(status.st_size)), fsync(descriptor) == 0,
            unlink(spelt) == 0
        else { throw failed(path) }
    }

    private static func overwrite(_ descriptor: Int32, _ size: Int) -> Bool {
        let zeros = [UInt8](repeating: 0, count: 64 * 1_024)
        var left = size
        while left > 0 {
            let written = write(descriptor, zeros, min(left, zeros.count))
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return false }
            left -= written
        }
        return true
    }

    private static func changed(_ path: String) -> AgentError {
        AgentError(
            .data,
            "\(VisibleText.line(path)) n'est plus un fichier ordinaire : il n'est pas touché.",
            next: "Regardez ce que c'est, et effacez-le vous-même.")
    }

    private static func failed(_ path: String) -> AgentError {
        AgentError(
            .configuration,
            "Impossible de détruire \(VisibleText.line(path)) (erreur système \(errno)).",
            next: "Vérifiez les droits du fichier et du dossier.")
    }
}

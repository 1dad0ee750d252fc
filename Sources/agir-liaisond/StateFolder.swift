import Glibc
import LiaisonBase
import SystemPackage

/// A file that one process holds until it ends, whatever ends it (flock(2)).
final class FileLock: Sendable {
    private let descriptor: Int32

    /// - Parameter taken: thrown when another process holds it.
    /// - Throws: `ConfigurationError`, too, when the file can't be made.
    init(_ path: String, taken: ConfigurationError) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw ConfigurationError(
                "Le fichier \(path) ne peut pas être ouvert (erreur système \(errno)).",
                hint: "Le compte du service doit pouvoir écrire dans ce dossier.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw taken
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }
}

/// The daemon's state folder: 0700, and held by one daemon at a time.
final class StateFolder: Sendable {
    let path: String
    private let lock: FileLock

    /// - Throws: `ConfigurationError` when another daemon holds it, or another account owns it.
    init(_ path: String) throws {
        try PrivateFile.makeFolder(path)
        try Self.requireOwner(path)
        guard chmod(path, 0o700) == 0 else {
            throw ConfigurationError("Le dossier d'état \(path) n'appartient pas à ce compte.")
        }
        lock = try FileLock(
            "\(path)/verrou",
            taken: ConfigurationError(
                "Un autre agir-liaisond se sert déjà du dossier \(path).",
                hint: "Arrêtez-le, ou donnez un autre dossier avec --etat.", mayPass: true))
        self.path = path
    }

    /// Files that another account wrote there would stop the daemon.
    static func requireOwner(_ path: String) throws {
        guard let owner = try? Stat(FilePath(path)).userID.rawValue else {
            throw ConfigurationError(
                "Le dossier d'état \(path) n'existe pas.",
                hint: "Donnez-le avec --etat, ou démarrez le service une première fois.")
        }
        guard owner == getuid() else {
            let account = getpwuid(owner).map { String(cString: $0.pointee.pw_name) }
            throw ConfigurationError(
                "Le dossier d'état \(path) est à un autre compte.",
                hint: "Recommencez avec « sudo -u \(account ?? String(owner)) ».")
        }
    }

    /// Whether the disk has room for something new: 64 Mio, or a twentieth of a small one, are kept for
    /// what reading and delivering write.
    var hasRoom: Bool {
        var disk = statvfs()
        guard statvfs(path, &disk) == 0 else { return false }
        let (free, whole) = (disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize)
        return free > min(64 << 20, whole / 20)
    }
}

import Glibc
import LiaisonBase
import SystemPackage

/// A file that one process holds until it ends, whatever ends it (flock(2)).
final class FileLock: Sendable {
    private let descriptor: Int32

    /// - Parameters:
    ///   - makes: whether it is made where there is none.
    ///   - taken: thrown when another process holds it.
    /// - Throws: `ConfigurationError`, too, when the file can't be made.
    init(_ path: String, makes: Bool = true, taken: ConfigurationError) throws {
        let descriptor = open(
            path, (makes ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW, 0o600)
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
        lock = try FileLock(Self.lock(path), taken: Self.taken(path))
        self.path = path
    }

    /// Keeps daemons out of a folder that is only looked at, and changes nothing there.
    ///
    /// - Returns: nil where no daemon of today ever was: it would have made its lock.
    /// - Throws: as `init`.
    static func hold(_ path: String) throws -> FileLock? {
        try requireOwner(path)
        guard PrivateFile.exists(lock(path)) else { return nil }
        return try FileLock(lock(path), makes: false, taken: taken(path))
    }

    private static func lock(_ path: String) -> String { "\(path)/verrou" }

    private static func taken(_ path: String) -> ConfigurationError {
        ConfigurationError(
            "Un autre agir-liaisond se sert déjà du dossier \(path).",
            hint: "Arrêtez-le, ou donnez un autre dossier avec --etat.", mayPass: true)
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

    /// A command about what is there makes no base of its own.
    static func requireBase(_ path: String) throws {
        guard PrivateFile.exists("\(path)/liaison.sqlite") else {
            throw ConfigurationError(
                "Il n'y a pas de base dans le dossier \(path).",
                hint: "Donnez le dossier d'état avec --etat.")
        }
    }

    /// Bytes of the state's disk that are free for this account, and all of them.
    var disk: (free: Int64, whole: Int64)? {
        var disk = statvfs()
        guard statvfs(path, &disk) == 0 else { return nil }
        return (
            Int64(clamping: disk.f_bavail * disk.f_frsize),
            Int64(clamping: disk.f_blocks * disk.f_frsize)
        )
    }

    /// Whether the disk has room for something new: 64 Mio, or a twentieth of a small one, are kept for
    /// what reading and delivering write.
    var hasRoom: Bool { disk.map { $0.free > Self.kept(of: $0.whole) } ?? false }

    private static func kept(of whole: Int64) -> Int64 { min(64 << 20, whole / 20) }

    private var reserve: String { "\(path)/reserve" }

    /// Takes the reserve again, once there is room beside it: half of what is kept, on the disk, which nobody else
    /// can fill. What reading, declaring, holding and purging write then has a place.
    func takeReserve() {
        guard let disk else { return }
        let (kept, size) = (Self.kept(of: disk.whole), Self.kept(of: disk.whole) / 2)
        guard PrivateFile.size(of: reserve) < size, disk.free > kept + size else { return }
        PrivateFile.remove(reserve)
        let descriptor = open(
            reserve, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if posix_fallocate(descriptor, 0, off_t(size)) != 0 { PrivateFile.remove(reserve) }
    }

    /// Gives the reserve back.
    ///
    /// - Returns: whether there is room for what must go on.
    func freeReserve() -> Bool {
        PrivateFile.remove(reserve)
        return (disk?.free ?? 0) > 64 << 10
    }

    /// Whether next to nothing is left: the reserve is to be given back before somebody finds out.
    var isFull: Bool { disk.map { $0.free < Self.kept(of: $0.whole) / 16 } ?? false }
}

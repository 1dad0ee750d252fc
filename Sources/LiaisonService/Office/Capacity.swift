internal import LiaisonSchema
internal import LiaisonStore

/// How much the daemon takes. What it holds is served whatever happens: reading a fiche writes a log
/// record, and needs room on the disk too.
public struct Capacity: Sendable {
    /// Bytes of one partner's plis in the inbox and of the receipts exchanged with it, rows included.
    public let perPartner: Int64
    /// Whether the disk has room for something new, beside what the log needs.
    public let hasRoom: @Sendable () -> Bool
    /// Bytes of the disk that are free, and all of them; nil: nobody knows.
    public let disk: @Sendable () -> (free: Int64, whole: Int64)?

    public static let defaultPerPartner: Int64 = 4 << 30

    public init(
        perPartner: Int64 = Capacity.defaultPerPartner,
        hasRoom: @escaping @Sendable () -> Bool = { true },
        disk: @escaping @Sendable () -> (free: Int64, whole: Int64)? = { nil }
    ) {
        self.perPartner = perPartner
        self.hasRoom = hasRoom
        self.disk = disk
    }
}

extension Office {
    /// - Throws: `Refusal` `.disquePlein`.
    func requireRoom() throws {
        guard capacity.hasRoom() else {
            throw Refusal(
                .disquePlein,
                "Le disque du service est presque plein : rien de nouveau n'est pris.",
                hint:
                    "L'administrateur doit libérer de la place ; rien n'est perdu, réessayez ensuite."
            )
        }
    }

    /// - Throws: `Refusal` `.quota`.
    func requireQuota(of partner: StructureName, bytes: Int64, in view: StoreView) throws {
        guard try view.occupied(by: partner) + bytes <= capacity.perPartner else {
            throw Refusal(
                .quota, "Les plis de \(partner) occupent ici toute la place qui leur est donnée.",
                hint: "L'administrateur peut relever « quotaParPartenaire ».")
        }
    }
}

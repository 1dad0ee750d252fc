internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema

/// What the front keeps of an agent whose bureau is on this server: what lets her in, nothing of what she
/// does there.
public struct HostedAgent: Sendable, Equatable {
    /// A browser in which she came in.
    struct Device: Sendable, Equatable {
        /// SHA-256 of the token that it keeps.
        let digest: [UInt8]
        var seen: Instant
    }

    /// Browsers remembered; one more forgets the one that came longest ago.
    static let deviceLimit = 20
    /// Seconds after which a browser that does not come is forgotten.
    static let deviceLife: Int64 = 180 * 86_400

    public let agent: KeyName
    /// Her second factor, under the secret of the machine.
    var secret: [UInt8]
    /// The last step that a code of hers was taken for.
    var lastStep: Int64
    var devices: [Device] = []
    /// Wrong codes since she came in last.
    public internal(set) var failures = 0
    /// When she came in last.
    public internal(set) var entered: Instant?

    init(agent: KeyName, secret: [UInt8], lastStep: Int64) {
        self.agent = agent
        self.secret = secret
        self.lastStep = lastStep
    }

    /// Whether she came in by that browser before.
    func knows(_ digest: [UInt8], at now: Instant) -> Bool {
        devices.contains { $0.digest == digest && now - $0.seen < Self.deviceLife }
    }

    mutating func remember(_ digest: [UInt8], at now: Instant) {
        devices.removeAll { $0.digest == digest || now - $0.seen >= Self.deviceLife }
        devices.append(Device(digest: digest, seen: now))
        devices = Array(devices.suffix(Self.deviceLimit))
    }

    // MARK: Her file

    init(_ object: JSONObject) throws(RegisterError) {
        let damaged = RegisterError.damaged("un agent hébergé")
        guard
            let fields = RegisterFields(
                object, keys: ["agent", "secret", "pas", "appareils", "echecs", "entree"]),
            let agent = fields.agent("agent"), let secret = fields.bytes("secret"),
            let step = object["pas"]?.integer, let failures = object["echecs"]?.integer,
            failures >= 0, let listed = object["appareils"]?.array,
            listed.count <= Self.deviceLimit
        else { throw damaged }
        self.init(agent: agent, secret: secret, lastStep: step)
        self.failures = Int(failures)
        for value in listed {
            guard let member = value.object,
                let fields = RegisterFields(member, keys: ["empreinte", "vu"]),
                let digest = fields.digest("empreinte"), let seen = fields.instant("vu")
            else { throw damaged }
            devices.append(Device(digest: digest, seen: seen))
        }
        if object["entree"] != nil {
            guard let entered = fields.instant("entree") else { throw damaged }
            self.entered = entered
        }
    }

    var object: JSONObject {
        JSONObject([
            ("agent", .string(agent.description)), ("secret", .string(Base64.encode(secret))),
            ("pas", .integer(lastStep)),
            (
                "appareils",
                .array(
                    devices.map {
                        .object(
                            JSONObject([
                                ("empreinte", .string(Hex.encode($0.digest))),
                                ("vu", .string($0.seen.description)),
                            ]))
                    })
            ),
            ("echecs", .integer(Int64(failures))),
            ("entree", entered.map { .string($0.description) }),
        ])
    }
}

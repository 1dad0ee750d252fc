internal import LiaisonBase
public import LiaisonSchema

/// What the front tells a bureau with every request, over a socket that the front's account alone may open
/// (bureau-heberge.md, «What the front and a bureau tell each other»): written by one, read strictly by the other.
public struct FrontWord: Sendable, Equatable {
    /// How the names of these fields begin: none from a browser goes through.
    public static let prefix = "Liaison-"
    /// A bureau says by it, in an answer, that the session is over.
    public static let end = "Liaison-Fin"
    /// Below which the front alone asks.
    public static let folder = "/frontal/"
    /// Where it asks for the page to go to.
    public static let opening = folder + "ouverture"
    /// Where a bureau leads who left it: its own style and script are not to be had any more.
    public static let left = "/?bureau-quitte"

    /// Of the front's session: 32 hexadecimal digits.
    public let session: String
    public let agent: KeyName
    /// Wrong codes for her name since she came in before.
    public let failures: Int
    /// When she came in before.
    public let previous: Instant?

    public init(_ session: Entrance.Session) {
        self.session = session.id
        agent = session.agent
        failures = session.failures
        previous = session.previous
    }

    /// Nil for what the front does not say so: a field twice, missing, or of another form.
    ///
    /// - Parameter values: those of each field of that name.
    public init?(_ values: (String) -> [String]) {
        func only(_ name: String) -> String? {
            let found = values(Self.prefix + name)
            return found.count == 1 ? found[0] : nil
        }
        guard let session = only("Session"), session.utf8.count == 32, Hex.decode(session) != nil,
            let agent = only("Agent").flatMap({ KeyName(agent: $0) }),
            let text = only("Echecs"), let failures = Int(text), failures >= 0,
            String(failures) == text
        else { return nil }
        let previous = values(Self.prefix + "Precedente")
        guard previous.count <= 1 else { return nil }
        let instant = previous.first.flatMap { Instant($0) }
        guard previous.isEmpty || instant != nil else { return nil }
        self.session = session
        self.agent = agent
        self.failures = failures
        self.previous = instant
    }

    public var fields: [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        fields.append((name: Self.prefix + "Session", value: session))
        fields.append((name: Self.prefix + "Agent", value: agent.description))
        fields.append((name: Self.prefix + "Echecs", value: String(failures)))
        if let previous {
            fields.append((name: Self.prefix + "Precedente", value: previous.description))
        }
        return fields
    }
}

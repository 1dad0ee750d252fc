internal import LiaisonBase
public import LiaisonCrypto
public import LiaisonSchema
internal import Synchronization

/// The door of the hosted bureaux: a name and the code of the moment, before any phrase is asked for and any
/// scrypt is paid; then which process a browser's requests go to. It knows no phrase and no key of a fiche.
///
/// One lock for all of it: a code that is tried twice at once counts once.
public final class Entrance: Sendable {
    /// Who came in.
    public struct Session: Sendable, Equatable {
        public let agent: KeyName
        /// 16 random bytes in hexadecimal, new each time: her process asks for her phrase anew, and closes
        /// what another session left open.
        public let id: String
        /// Wrong codes since she came in before, to be told to her.
        public let failures: Int
        /// When she came in before.
        public let previous: Instant?
        /// The clock of `elapsed` when she came in.
        let began: Int64
    }

    /// What the browser is given.
    public struct Admission: Sendable {
        public let session: Session
        /// The token of the session's cookie, 32 bytes in hexadecimal.
        public let cookie: String
        /// What makes this browser known from now on, in a cookie that stays.
        public let device: String
    }

    public enum Outcome: Sendable {
        case admitted(Admission)
        case refused
        /// Seconds, of nobody but who tries from there.
        case wait(Int64)
    }

    public let register: HostedRegister
    private let host: HostKey
    private let now: @Sendable () -> Instant
    private let elapsed: @Sendable () -> Int64
    private let state = Mutex(State())

    private struct State {
        var slowing = Slowing()
        /// By the digest of the cookie: one of an agent.
        var sessions: [[UInt8]: Session] = [:]
        /// By the digest of the token.
        var enrolments: [[UInt8]: Enrolment] = [:]
    }

    /// - Parameters:
    ///   - now: the wall clock, which authenticators go by.
    ///   - elapsed: seconds of a clock that nobody sets and that counts sleep.
    public init(
        register: HostedRegister, host: HostKey, now: @escaping @Sendable () -> Instant,
        elapsed: @escaping @Sendable () -> Int64
    ) {
        self.register = register
        self.host = host
        self.now = now
        self.elapsed = elapsed
    }

    // MARK: Coming in

    /// - Parameters:
    ///   - typed: the agent's name; `code` the six digits.
    ///   - device: what a browser that came in before keeps.
    ///   - network: where the request comes from.
    public func enter(
        name typed: String, code: String, device: String?, network: String
    ) throws -> Outcome {
        let now = now()
        return try state.withLock { state in
            // Names are in the card: nothing is hidden of who is one.
            let name = register.name(typed)
            let found = try name.flatMap { try register.agent($0) }
            let digest = device.flatMap(Self.digest)
            let isKnown = digest.map { found?.knows($0, at: now) ?? false } ?? false
            let place: Slowing.Place =
                if isKnown, let digest { .known(device: digest) } else {
                    .unknown(network: network)
                }
            let key = name?.description ?? Self.pace(typed)
            if let wait = state.slowing.begin(key, from: place, at: elapsed()) {
                return .wait(wait)
            }
            guard var agent = found else { return .refused }
            let totp = try TOTP(sealed: agent.secret, by: host, for: agent.agent)
            guard let step = totp.step(of: code, at: now, after: agent.lastStep) else {
                agent.failures += 1
                try register.save(agent)
                return .refused
            }
            state.slowing.succeeded(key, from: place)
            return .admitted(
                try admit(&agent, step: step, device: isKnown ? device : nil, at: now, &state))
        }
    }

    /// What is kept of a name that is none of ours, for its pace: bytes, for marks without end make one character.
    static func pace(_ typed: String) -> String {
        String(decoding: typed.utf8.prefix(60), as: UTF8.self)
    }

    /// Writes that the step is used, before anybody comes in by it; what she had elsewhere ends.
    private func admit(
        _ agent: inout HostedAgent, step: Int64, device: String?, at now: Instant,
        _ state: inout State
    ) throws -> Admission {
        let token = device ?? Self.token()
        let session = Session(
            agent: agent.agent, id: Hex.encode(Sodium.randomBytes(16)), failures: agent.failures,
            previous: agent.entered, began: elapsed())
        agent.lastStep = step
        agent.failures = 0
        agent.entered = now
        if let digest = Self.digest(token) { agent.remember(digest, at: now) }
        try register.save(agent)
        let cookie = Self.token()
        state.sessions = state.sessions.filter { $0.value.agent != agent.agent }
        state.sessions[Hash.sha256(cookie.utf8)] = session
        return Admission(session: session, cookie: cookie, device: token)
    }

    // MARK: Being in

    /// Whose requests these are; nil once it is over, for whatever reason.
    public func session(_ cookie: String) -> Session? {
        guard let digest = Self.digest(cookie) else { return nil }
        let now = elapsed()
        return state.withLock { state in
            guard let session = state.sessions[digest] else { return nil }
            guard now - session.began < SessionEnds.absolute, register.contains(session.agent)
            else {
                state.sessions[digest] = nil
                return nil
            }
            return session
        }
    }

    /// Her process says that it is over, or she leaves.
    public func end(_ session: Session) {
        state.withLock { state in
            state.sessions = state.sessions.filter { $0.value.id != session.id }
        }
    }

    // MARK: Setting it up

    /// An invitation that was taken: her new secret, until she gives a code of it.
    private struct Enrolment {
        let agent: KeyName
        let totp: TOTP
        let until: Int64
        var tries = 0
    }

    /// Seconds in which the first code is to come; and how many may be wrong.
    static let (enrolmentLife, enrolmentTries): (Int64, Int) = (900, 10)

    public enum Redemption: Sendable {
        /// - token: what the page keeps until the code comes.
        case taken(agent: KeyName, totp: TOTP, token: String)
        case refused
        case wait(Int64)
    }

    /// Takes an invitation. It is used up, whatever comes after.
    public func redeem(
        name typed: String, code: String, network: String
    ) throws -> Redemption {
        let now = now()
        return try state.withLock { state in
            let place = Slowing.Place.invitation(network: network)
            if let wait = state.slowing.begin("", from: place, at: elapsed()) {
                return .wait(wait)
            }
            guard let agent = register.name(typed),
                try register.take(agent, code: code, at: now)
            else { return .refused }
            state.slowing.succeeded("", from: place)
            let (totp, token) = (try TOTP.generate(), Self.token())
            let present = elapsed()
            state.enrolments = state.enrolments.filter {
                $0.value.agent != agent && $0.value.until > present
            }
            state.enrolments[Hash.sha256(token.utf8)] = Enrolment(
                agent: agent, totp: totp, until: present + Self.enrolmentLife)
            return .taken(agent: agent, totp: totp, token: token)
        }
    }

    /// The first code of the new secret: it takes the place of the one before, and no browser from before is
    /// known any more.
    public func confirm(token: String, code: String) throws -> Outcome {
        let now = now()
        return try state.withLock { state in
            guard let digest = Self.digest(token), var enrolment = state.enrolments[digest],
                enrolment.until > elapsed(), enrolment.tries < Self.enrolmentTries,
                !register.isRemoved(enrolment.agent)
            else { return .refused }
            guard let step = enrolment.totp.step(of: code, at: now, after: nil) else {
                enrolment.tries += 1
                state.enrolments[digest] = enrolment
                return .refused
            }
            state.enrolments[digest] = nil
            var agent = HostedAgent(
                agent: enrolment.agent,
                secret: enrolment.totp.sealed(by: host, for: enrolment.agent), lastStep: step)
            let before = try register.agent(enrolment.agent)
            (agent.failures, agent.entered) = (before?.failures ?? 0, before?.entered)
            return .admitted(try admit(&agent, step: step, device: nil, at: now, &state))
        }
    }

    /// The secret of an invitation that was taken, to be shown again after a wrong code; nil once it is over.
    public func pending(_ token: String) -> (agent: KeyName, totp: TOTP)? {
        guard let digest = Self.digest(token) else { return nil }
        let now = elapsed()
        return state.withLock { state in
            guard let held = state.enrolments[digest], held.until > now,
                held.tries < Self.enrolmentTries, !register.isRemoved(held.agent)
            else { return nil }
            return (agent: held.agent, totp: held.totp)
        }
    }

    // MARK: Tokens

    private static func token() -> String { Hex.encode(Sodium.randomBytes(32)) }

    /// What is kept of a token; nil for what is none.
    private static func digest(_ token: String) -> [UInt8]? {
        guard token.utf8.count == 64, Hex.decode(token) != nil else { return nil }
        return Hash.sha256(token.utf8)
    }
}

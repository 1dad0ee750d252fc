/// What the daemon refuses to start with: exit code 78, after which nothing starts it again; 75 where only
/// time is needed, or somebody else to be done.
struct ConfigurationError: Error {
    let message: String
    let hint: String
    let mayPass: Bool

    init(_ message: String, hint: String = "", mayPass: Bool = false) {
        self.message = message
        self.hint = hint
        self.mayPass = mayPass
    }
}

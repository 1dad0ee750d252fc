/// Which of the two boxes a pli lies in; or, of what is kept sealed at rest, a guichet, which is no pli.
public enum Boite: String, Sendable, CaseIterable {
    case envoi, reception, guichet
}

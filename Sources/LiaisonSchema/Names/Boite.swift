/// Which of the two boxes a pli lies in.
public enum Boite: String, Sendable, CaseIterable {
    case envoi, reception
}

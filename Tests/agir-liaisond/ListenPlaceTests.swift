import Glibc
import NIOCore
import Testing

@testable import agir_liaisond

@Suite("Pourquoi le service n'écoute pas")
struct ListenPlaceTests {
    private static let address = ListenPlace.address(try! .init("127.0.0.1:8443"))

    @Test(
        "chaque cause a sa phrase, et se distingue : ce qui passe tout seul, ce qui ne passe pas",
        arguments: [
            (.inherited(3), EBADF, "Le socket ouvert par systemd n'est pas utilisable.", false),
            (
                .unixSocket("/run/a.sock"), EACCES,
                "Le service ne peut pas ouvrir le socket /run/a.sock (erreur système 13).", false
            ),
            (
                address, EADDRINUSE,
                "Un autre programme écoute déjà à l'adresse 127.0.0.1:8443.", true
            ),
            (
                address, EACCES,
                "Le service n'a pas le droit d'écouter à l'adresse 127.0.0.1:8443.", false
            ),
            (
                address, EPERM,
                "Le service n'a pas le droit d'écouter à l'adresse 127.0.0.1:8443.", false
            ),
            (
                address, EADDRNOTAVAIL,
                "Le service ne peut pas écouter à l'adresse 127.0.0.1:8443 (erreur système 99).",
                true
            ),
        ] as [(ListenPlace, CInt, String, Bool)])
    func refused(place: ListenPlace, code: CInt, message: String, mayPass: Bool) {
        let refusal = place.refusal(IOError(errnoCode: code, reason: "essai"))
        #expect(refusal.message == message)
        #expect(refusal.mayPass == mayPass)
        #expect(!refusal.hint.isEmpty)
    }

    @Test("une erreur qui n'est pas du système a sa phrase aussi, sans rien en montrer")
    func unknown() {
        struct Unknown: Error {}
        #expect(
            Self.address.refusal(Unknown()).message
                == "Le service ne peut pas écouter à l'adresse 127.0.0.1:8443.")
        #expect(
            ListenPlace.unixSocket("/run/a.sock").refusal(Unknown()).message
                == "Le service ne peut pas ouvrir le socket /run/a.sock.")
    }
}

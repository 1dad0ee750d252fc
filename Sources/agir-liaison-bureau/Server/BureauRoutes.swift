import HTTPTypes
import Hummingbird
import NIOCore

/// All that the bureau answers, below its own path.
struct BureauRoutes: Sendable {
    let desk: Desk

    func router() -> Router<BureauContext> {
        let router = Router(context: BureauContext.self)
        router.add(middleware: SecurityHeaders())
        router.add(middleware: Refusals())
        if let hosting = desk.hosting {
            router.add(middleware: HostedGate(hosting: hosting, desk: desk))
        }
        router.add(
            middleware: GateMiddleware(
                gate: Gate(place: desk.place, visit: desk.visit), vault: desk.vault))
        router.add(middleware: GivenPagesMiddleware(desk: desk))
        router.add(middleware: WelcomeGate(desk: desk))
        let pages = router.group(RouterPath(desk.place.path))
        pages.get("bureau.css") { _, _ in Self.fixed(Pages.style, "text/css; charset=utf-8") }
        pages.get("bureau.js") { _, _ in
            Self.fixed(Pages.script, "text/javascript; charset=utf-8")
        }
        LockRoutes(desk: desk).add(to: pages)
        WelcomeRoutes(desk: desk).add(to: pages)
        RestoreRoutes(desk: desk).add(to: pages)
        JoinRoutes(desk: desk).add(to: pages)
        DayRoutes(desk: desk).add(to: pages)
        SearchRoutes(desk: desk).add(to: pages)
        IdentifyRoutes(desk: desk).add(to: pages)
        FicheRoutes(desk: desk).add(to: pages)
        PersonRoutes(desk: desk).add(to: pages)
        AttachRoutes(desk: desk).add(to: pages)
        PieceRoutes(desk: desk).add(to: pages)
        RetractRoutes(desk: desk).add(to: pages)
        ShareRoutes(desk: desk).add(to: pages)
        CourseRoutes(desk: desk).add(to: pages)
        HandedRoutes(desk: desk).add(to: pages)
        GuichetRoutes(desk: desk).add(to: pages)
        ReplyRoutes(desk: desk).add(to: pages)
        DraftListRoutes(desk: desk).add(to: pages)
        CheckRoutes(desk: desk).add(to: pages)
        DraftPieceRoutes(desk: desk).add(to: pages)
        DraftRoutes(desk: desk).add(to: pages)
        AccountRoutes(desk: desk).add(to: pages)
        PartnerRoutes(desk: desk).add(to: pages)
        ProblemRoutes(desk: desk).add(to: pages)
        MisdirectedRoutes(desk: desk).add(to: pages)
        DifficultyRoutes(desk: desk).add(to: pages)
        SecretRoutes(desk: desk).add(to: pages)
        LeaveRoutes(desk: desk).add(to: pages)
        CopiesRoutes(desk: desk).add(to: pages)
        DeclarePartnerRoutes(desk: desk).add(to: pages)
        QuitRoutes(desk: desk).add(to: pages)
        OFIIRoutes(desk: desk).add(to: pages)
        for (path, begun) in Self.backs {
            desk.back(pages, RouterPath(path)) { context in
                let parts = begun.split(separator: "/").map { part in
                    part.first == ":"
                        ? context.parameters.get(String(part.dropFirst())) ?? "" : String(part)
                }
                let page = parts.joined(separator: "/")
                return desk.place.holds(desk.place.path(of: page)) ? page : ""
            }
        }
        return router
    }

    /// Paths of writes alone, and where each is begun.
    private static let backs = [
        "verrouiller": "", "quitter": "", "bandeau/ecarter": "", "compte/duree": "compte",
        "copies/:n": "copies", "depart/brouillons": "depart", "depart/copies": "depart",
        "brouillon/:mot/effacer": "brouillons",
        "brouillon/:mot/piece/:piece/retirer": "brouillon/:mot/pieces",
        "envoi/:fiche/transmis": "fiche/:fiche/suivi", "fiche/:fiche/annuler": "fiche/:fiche",
        "fiche/:fiche/corriger": "fiche/:fiche",
    ]

    private static func fixed(_ bytes: [UInt8], _ type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import NIOCore

/// «Pièces»: what came with a fiche, given as it is. Photographs may show, under a policy that lets nothing in them
/// run; all else is a download under a name of ours, for the sender's may name a person, or deceive.
struct PieceRoutes: Sendable {
    let desk: Desk

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "fiche/:fiche/piece/:rang") { context in
            let target = try desk.handles.target(context.parameters.get("fiche"))
            guard case .pli(let key) = target,
                let rank = context.parameters.get("rang").flatMap({ Int($0) }), rank > 0
            else { throw Refused(.missing) }
            let done = try await desk.agent.run { session in
                try Self.content(rank, of: key, session)
            }
            return Self.response(done.result, rank)
        }
    }

    /// - Throws: `.missing` for a rank that the fiche has not; what keeps it from being opened.
    private static func content(
        _ rank: Int, of key: PliKey, _ session: Session
    ) throws -> [UInt8] {
        let opened = try OpenFiche(.pli(key), session).open(phrase: {
            throw AgentError(.data, "Ce document est scellé sous une phrase.")
        })
        guard opened.attachments.indices.contains(rank - 1) else { throw Refused(.missing) }
        let content = opened.attachments[rank - 1].content
        let type = AttachmentType(content: content)
        guard !isShown(type) else { return content }
        // It leaves for a disk: the log has it before it is given, and the list of copies after.
        try CarriedPli.export(key, session)
        Copies.exported(name(rank, type), of: key, session.context)
        return content
    }

    /// By what it is, never by what it says it is.
    private static func response(_ bytes: [UInt8], _ rank: Int) -> Response {
        let type = AttachmentType(content: bytes)
        let kind = isShown(type) ? "inline" : "attachment"
        return Response(
            status: .ok,
            headers: [
                .contentType: type?.rawValue ?? "application/octet-stream",
                .contentDisposition: "\(kind); filename=\"\(name(rank, type))\"",
                .contentSecurityPolicy: SecurityHeaders.sandbox,
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private static func isShown(_ type: AttachmentType?) -> Bool { type == .jpeg || type == .png }

    private static func name(_ rank: Int, _ type: AttachmentType?) -> String {
        "piece-\(rank).\(type?.endings[0] ?? "bin")"
    }
}

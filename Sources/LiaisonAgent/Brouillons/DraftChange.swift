package import LiaisonSchema

/// What a page sent for one field of a draft.
struct DraftChange {
    let path: FormPath
    let entry: FormEntry
    let seen: String
    let settles: String?
}

/// A field that two pages wrote differently: both values, for somebody to choose.
package struct DraftConflict: Equatable, Sendable {
    package let path: FormPath
    /// What the draft keeps.
    package let kept: FormEntry
    /// What the later page typed; kept beside it.
    package let typed: FormEntry
}

extension SealedDraft {
    /// Takes what a page sent. A field that its page left as it had shown it changes nothing, whatever another
    /// page typed there meanwhile; one that both changed keeps the first value, and the other one beside it.
    ///
    /// - Returns: the fields that somebody has to choose in, in the page's order.
    mutating func take(_ changes: [DraftChange]) -> [DraftConflict] {
        var conflicts: [DraftConflict] = []
        for change in changes {
            let (path, typed) = (change.path, change.entry)
            let current = entries[path]
            if let rival = rivals[path], change.settles == rival.mark { rivals[path] = nil }
            let (own, held) = (typed.mark, current.mark)
            guard own != held, own != change.seen else { continue }
            guard change.seen == held else {
                rivals[path] = typed
                conflicts.append(DraftConflict(path: path, kept: current, typed: typed))
                continue
            }
            entries[path] = typed
        }
        return conflicts
    }
}

/// How far long work has got: a notice each tenth of it, when there is enough of it.
package struct Progress {
    private let context: AgentContext
    private let total: Int
    private let what: AgentNotice.Counted
    private var done = 0
    private var shown = 0

    package init(of total: Int, _ what: AgentNotice.Counted, _ context: AgentContext) {
        self.total = total
        self.what = what
        self.context = context
    }

    package mutating func step() {
        done += 1
        guard total >= 50, done * 10 / total > shown else { return }
        shown = done * 10 / total
        context.notify(.progress(done: done, total: total, what))
    }
}

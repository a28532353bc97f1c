/// A function as a value: one of the language's own, or one that an expression defines.
public final class Function: Sendable {
    enum Body: Sendable {
        case builtin(Builtin)
        /// What the expression gives, its parameters standing in the variables from `first` on; `captured` are the
        /// variables where it was defined.
        case defined(Defined)
    }

    struct Defined: Sendable {
        let parameters: [Expression.Parameter]
        let first: Int
        let slots: [Value]
        let captured: [Value]
        let code: Code
        /// How deep its expression is nested: what a call takes of the stack.
        let height: Int
    }

    let body: Body
    let depth: Int

    init(_ body: Body) {
        self.body = body
        switch body {
        case .builtin: depth = 1
        case .defined(let defined): depth = Size(of: defined.captured).depth
        }
    }

    /// The number of its parameters; nil where it is open.
    var arity: Int? {
        switch body {
        case .builtin(let builtin): builtin.signatures.count == 1 ? builtin.signatures[0].names.count : nil
        case .defined(let defined): defined.parameters.count
        }
    }
}

import Feel
import Messages
import Policy

@testable import Notifier

extension LetterWritten {
    /// A value in words, in Chinese where it has both.
    func text(_ name: String) -> String? {
        guard case .string(let text)? = values[name]?.value(in: .zh) else { return nil }
        return text
    }
}

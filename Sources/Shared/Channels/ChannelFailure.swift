/// Why something did not leave the office, or may not have.
public enum ChannelFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// It was certainly not delivered; trying again may help, at the earliest after so many seconds where it says so.
    case temporary(String, retryAfterSeconds: Int?)
    /// It was certainly not delivered, and trying again as it is won't help.
    case refused(String)
    /// The other side may have it: the connection broke after everything was sent, and before the answer.
    case uncertain(String)

    public var description: String {
        switch self {
        case .temporary(let sentence, _), .refused(let sentence), .uncertain(let sentence): sentence
        }
    }
}

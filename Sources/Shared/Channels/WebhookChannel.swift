internal import CCurl
internal import Seals

/// A letter handed to another program of the office by HTTP POST: its text-message gateway, its portal. Belongs to one
/// thread.
///
/// The receiver can know that it comes from the office: `Duixian-Signature: sha256=…` is the HMAC-SHA256 of
/// `Duixian-Timestamp`, a dot and the body, under the secret that both know. And it can know a second copy by the
/// `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header).
public struct WebhookChannel {
    public struct Receiver: Sendable, Equatable {
        public var url: String
        public var secret: [UInt8]
        /// A file of certificates to trust beside those of the machine.
        public var authorities: String?
        public var connectSeconds = 15
        public var totalSeconds = 60

        public init(url: String, secret: [UInt8]) {
            self.url = url
            self.secret = secret
        }
    }

    private let receiver: Receiver

    public init(_ receiver: Receiver) { self.receiver = receiver }

    /// What stands in `Duixian-Signature`.
    public static func signature(of body: [UInt8], timestamp: Int64, secret: [UInt8]) -> String {
        "sha256=" + HMACSHA256.digest(of: Array("\(timestamp).".utf8) + body, key: secret).hex
    }

    /// Hands the body over. It returns when the receiver has answered with a status of 2xx.
    ///
    /// - Parameters:
    ///   - key: the same for the same letter, however often it is sent.
    ///   - timestamp: now, in seconds since 1970.
    public func send(_ body: [UInt8], key: String, timestamp: Int64) throws(ChannelFailure) {
        let transfer = try Transfer()
        transfer.set(CURLOPT_URL, receiver.url)
        transfer.set(CURLOPT_PROTOCOLS_STR, "http,https")
        transfer.set(CURLOPT_FOLLOWLOCATION, 0)
        transfer.set(CURLOPT_POST, 1)
        transfer.set(CURLOPT_POSTFIELDSIZE, body.count)
        transfer.set(CURLOPT_NOSIGNAL, 1)
        transfer.set(CURLOPT_CONNECTTIMEOUT, receiver.connectSeconds)
        transfer.set(CURLOPT_TIMEOUT, receiver.totalSeconds)
        if let path = receiver.authorities { transfer.set(CURLOPT_CAINFO, path) }
        transfer.set(
            CURLOPT_HTTPHEADER,
            [
                "Content-Type: application/json", "Idempotency-Key: \"\(key)\"", "Duixian-Timestamp: \(timestamp)",
                "Duixian-Signature: \(Self.signature(of: body, timestamp: timestamp, secret: receiver.secret))",
                // Without it libcurl asks first whether a large body may come, and waits.
                "Expect:",
            ])
        let result = transfer.perform(sending: body)
        if result.code != CURLE_OK {
            if result.isMisconfigured { throw .refused("\(receiver.url): \(result.sentence)") }
            if result.isUnconnected {
                throw .temporary("\(receiver.url): \(result.sentence)", retryAfterSeconds: nil)
            }
            throw .uncertain("\(receiver.url): \(result.sentence), after it was sent")
        }
        switch result.status {
        case 200..<300: return
        case 408, 425, 429, 500..<600:
            throw .temporary(
                "\(receiver.url) answered with \(result.status)", retryAfterSeconds: Self.retryAfter(result.headers))
        default: throw .refused("\(receiver.url) answered with \(result.status)")
        }
    }

    /// The seconds that the header Retry-After names (RFC 9110, 10.2.3); a date there is not read.
    static func retryAfter(_ headers: [String]) -> Int? {
        for header in headers {
            let parts = header.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "retry-after" else { continue }
            let text = parts[1].filter { !$0.isWhitespace }
            if let seconds = Int(text), seconds >= 0 { return seconds }
        }
        return nil
    }
}

internal import CCurl
internal import Glibc

/// One use of libcurl: what is set, what is sent, what comes back. Belongs to the thread that made it.
final class Transfer {
    /// What one perform came to.
    struct Result {
        let code: CURLcode
        /// The last answer of the server: a status of HTTP or SMTP; 0 where there was none.
        let status: Int
        /// What went wrong, in libcurl's words.
        let sentence: String
        /// Whether libcurl took all there was to send.
        let isAllSent: Bool
        let body: [UInt8]
        let headers: [String]
    }

    /// libcurl keeps more of an answer than anybody reads out of memory.
    private static let mostBody = 64 << 10

    private let handle: OpaquePointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private var rest: ArraySlice<UInt8> = []
    private var isAllSent = false
    private var body: [UInt8] = []
    private var headers: [String] = []

    /// curl_global_init must have run once before any thread uses libcurl; a `static let` runs once.
    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init() throws(ChannelFailure) {
        guard Self.isReady, let handle = curl_easy_init() else {
            throw .temporary("libcurl cannot be started", retryAfterSeconds: nil)
        }
        self.handle = OpaquePointer(handle)
    }

    deinit {
        curl_easy_cleanup(raw)
        for list in lists { curl_slist_free_all(list) }
    }

    private var raw: UnsafeMutableRawPointer { UnsafeMutableRawPointer(handle) }

    func set(_ option: CURLoption, _ value: Int) { _ = duixian_curl_set_long(raw, option, value) }

    /// libcurl copies the text.
    func set(_ option: CURLoption, _ value: String) { _ = duixian_curl_set_text(raw, option, value) }

    func set(_ option: CURLoption, _ values: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for value in values { list = curl_slist_append(list, value) ?? list }
        guard let list else { return }
        lists.append(list)
        _ = duixian_curl_set_list(raw, option, list)
    }

    /// Does it, and sends the bytes where there are some.
    func perform(sending bytes: [UInt8]) -> Result {
        rest = bytes[...]
        isAllSent = false
        body = []
        headers = []
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = duixian_curl_set_transfer(raw, CURLOPT_READFUNCTION) { place, size, count, context in
            guard let context, let place else { return 0 }
            return Transfer.at(context).give(place, size * count)
        }
        _ = duixian_curl_set_pointer(raw, CURLOPT_READDATA, context)
        _ = duixian_curl_set_transfer(raw, CURLOPT_WRITEFUNCTION) { place, size, count, context in
            guard let context, let place else { return 0 }
            let transfer = Transfer.at(context)
            let bytes = UnsafeRawBufferPointer(start: place, count: size * count)
            transfer.body += bytes.prefix(max(0, Transfer.mostBody - transfer.body.count))
            return size * count
        }
        _ = duixian_curl_set_pointer(raw, CURLOPT_WRITEDATA, context)
        _ = duixian_curl_set_transfer(raw, CURLOPT_HEADERFUNCTION) { place, size, count, context in
            guard let context, let place else { return 0 }
            let line = UnsafeRawBufferPointer(start: place, count: size * count)
            if Transfer.at(context).headers.count < 200 {
                Transfer.at(context).headers.append(String(decoding: line, as: UTF8.self))
            }
            return size * count
        }
        _ = duixian_curl_set_pointer(raw, CURLOPT_HEADERDATA, context)
        var words = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
        let code = words.withUnsafeMutableBufferPointer { place in
            _ = duixian_curl_set_pointer(raw, CURLOPT_ERRORBUFFER, place.baseAddress)
            defer { _ = duixian_curl_set_pointer(raw, CURLOPT_ERRORBUFFER, nil) }
            return curl_easy_perform(raw)
        }
        var status = 0
        _ = duixian_curl_get_long(raw, CURLINFO_RESPONSE_CODE, &status)
        let own = words.withUnsafeBufferPointer { place in
            String(decoding: place.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        let sentence = own.isEmpty ? String(cString: curl_easy_strerror(code)) : own
        return Result(
            code: code, status: status, sentence: sentence, isAllSent: isAllSent, body: body, headers: headers)
    }

    /// The transfer that a callback of its own `perform` was given.
    private static func at(_ context: UnsafeMutableRawPointer) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    private func give(_ place: UnsafeMutablePointer<CChar>, _ most: Int) -> Int {
        let piece = rest.prefix(most)
        if piece.isEmpty { isAllSent = true }
        piece.withUnsafeBytes { bytes in if let start = bytes.baseAddress { memcpy(place, start, bytes.count) } }
        rest = rest.dropFirst(piece.count)
        return piece.count
    }
}

extension Transfer.Result {
    /// Whether the connection was never made, so that nothing can have been delivered.
    var isUnconnected: Bool {
        [
            CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR,
            CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED, CURLE_SSL_CACERT_BADFILE,
        ].contains { $0 == code }
    }

    /// Whether it is the configuration that must be mended first.
    var isMisconfigured: Bool {
        [
            CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_LOGIN_DENIED, CURLE_NOT_BUILT_IN,
            CURLE_SSL_CACERT_BADFILE,
        ].contains { $0 == code }
    }
}

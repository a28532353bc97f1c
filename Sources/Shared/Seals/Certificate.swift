import CCrypto
import Glibc

/// What a PEM file (RFC 7468) says of its first X.509 certificate (RFC 5280), which for an agent is its own.
public struct Certificate: Hashable, Sendable {
    public let path: String
    /// The distinguished name as RFC 2253 writes it, in UTF-8: `CN=calculator.150200,O=包头市商务局`.
    public let subject: String
    /// Seconds since 1970: the first and the last moment at which the certificate is valid.
    public let notBefore: Int64
    public let notAfter: Int64

    /// Reads the file; throws a `CertificateError`.
    public init(path: String) throws {
        guard let file = fopen(path, "re") else {
            throw CertificateError(path: path, reason: .unreadable(String(cString: strerror(errno))))
        }
        defer { fclose(file) }
        // Without a callback of ours libcrypto would ask the terminal for the password of an encrypted block.
        let noPassword: @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 =
            { _, _, _, _ in -1 }
        guard let certificate = PEM_read_X509(file, nil, noPassword, nil) else {
            ERR_clear_error()
            throw CertificateError(path: path, reason: .notACertificate)
        }
        defer { X509_free(certificate) }
        guard
            let subject = Self.text(of: X509_get_subject_name(certificate)),
            let notBefore = Self.seconds(of: X509_get0_notBefore(certificate)),
            let notAfter = Self.seconds(of: X509_get0_notAfter(certificate))
        else {
            ERR_clear_error()
            throw CertificateError(path: path, reason: .notACertificate)
        }
        self.path = path
        self.subject = subject
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    private static func text(of name: OpaquePointer?) -> String? {
        guard let name, let buffer = BIO_new(BIO_s_mem()) else { return nil }
        defer { BIO_free(buffer) }
        guard X509_NAME_print_ex(buffer, name, 0, UInt(duixian_name_flags)) >= 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: BIO_ctrl_pending(buffer))
        let count = BIO_read(buffer, &bytes, Int32(bytes.count))
        return String(decoding: bytes.prefix(Int(max(count, 0))), as: UTF8.self)
    }

    private static func seconds(of time: UnsafePointer<ASN1_TIME>?) -> Int64? {
        var parts = tm()
        guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { return nil }
        return Int64(timegm(&parts))
    }
}

/// Why a certificate could not be read.
public struct CertificateError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: Hashable, Sendable {
        /// The file cannot be opened; the system's own words.
        case unreadable(String)
        case notACertificate
    }

    public let path: String
    public let reason: Reason

    public var description: String {
        switch reason {
        case .unreadable(let why):
            "\(path): the certificate cannot be read (\(why)): correct the path in the configuration, "
                + "or let the agent's user read the file."
        case .notACertificate:
            "\(path): there is no certificate in this file: it must be PEM and hold a block that starts with "
                + "\"-----BEGIN CERTIFICATE-----\"."
        }
    }
}

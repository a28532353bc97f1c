import Foundation
import Seals
import Testing

/// Certificates are made by the `openssl` command, so that what is read is what offices will have.
@Suite struct CertificateTests {
    private static let january2026: Int64 = 1_767_225_600
    private static let january2027: Int64 = 1_798_761_600

    @Test func readsSubjectAndValidity() throws {
        try withFolder { folder in
            let certificate = try Certificate(path: make(in: folder))
            #expect(certificate.subject == "CN=calculator.150200,O=包头市商务局")
            #expect(certificate.notBefore == Self.january2026)
            #expect(certificate.notAfter == Self.january2027)
        }
    }

    @Test func statusChangesExactlyAtBothEnds() throws {
        try withFolder { folder in
            let certificate = try Certificate(path: make(in: folder))
            let (first, last) = (certificate.notBefore, certificate.notAfter)
            #expect(certificate.status(at: first - 1) == .notYetValid(from: first))
            #expect(certificate.status(at: first) == .valid(daysLeft: 365))
            #expect(certificate.status(at: last - 86_400) == .valid(daysLeft: 1))
            #expect(certificate.status(at: last) == .valid(daysLeft: 0))
            #expect(certificate.status(at: last + 1) == .expired(since: last))
        }
    }

    @Test func adviceSaysWhatToDo() throws {
        try withFolder { folder in
            let path = try make(in: folder)
            let certificate = try Certificate(path: path)
            let name = "\(path): the certificate of CN=calculator.150200,O=包头市商务局"
            let last = certificate.notAfter
            #expect(
                certificate.advice(at: certificate.notBefore - 1)
                    == "\(name) is valid only from 2026-01-01T00:00:00Z: set this machine's clock right "
                    + "(it says 2025-12-31T23:59:59Z), or ask for a certificate that is valid now.")
            #expect(certificate.advice(at: last - 30 * 86_400) == nil)
            #expect(
                certificate.advice(at: last - 30 * 86_400 + 1)
                    == "\(name) expires in 29 days, at 2027-01-01T00:00:00Z: put a new one in its place before then.")
            #expect(certificate.advice(at: last - 86_400)?.contains("expires in 1 day, at") == true)
            #expect(
                certificate.advice(at: last + 1)
                    == "\(name) expired at 2027-01-01T00:00:00Z: put a new one in its place and start the agent again.")
        }
    }

    @Test func aPrivateKeyBeforeItAndAChainBehindItAreFine() throws {
        try withFolder { folder in
            let certificate = try Data(contentsOf: URL(fileURLWithPath: make(in: folder)))
            let key = try Data(contentsOf: URL(fileURLWithPath: folder + "/key.pem"))
            let both = folder + "/both.pem"
            try (key + certificate + certificate).write(to: URL(fileURLWithPath: both))
            #expect(try Certificate(path: both).notAfter == Self.january2027)
        }
    }

    @Test func aMissingFileIsOneSentence() {
        let error = #expect(throws: CertificateError.self) { try Certificate(path: "/nowhere/agent.pem") }
        #expect(
            error?.description
                == "/nowhere/agent.pem: the certificate cannot be read (No such file or directory): correct the path "
                + "in the configuration, or let the agent's user read the file.")
    }

    @Test(arguments: [
        "", "not a certificate", "-----BEGIN CERTIFICATE-----\n", "\0\0\0",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        // An encrypted block must not make libcrypto ask the terminal.
        "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n"
            + "\nAAAAAAAAAAAAAAAAAAAAAA==\n-----END CERTIFICATE-----\n",
    ])
    func otherTextIsNoCertificate(text: String) throws {
        try withFolder { folder in
            let path = folder + "/other.pem"
            try text.write(toFile: path, atomically: false, encoding: .utf8)
            let error = #expect(throws: CertificateError.self) { try Certificate(path: path) }
            #expect(error?.reason == .notACertificate)
        }
    }

    @Test func aFolderIsNoCertificate() throws {
        try withFolder { folder in
            #expect(throws: CertificateError.self) { try Certificate(path: folder) }
        }
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    /// A self-signed certificate of the year 2026; gives its path.
    private func make(in folder: String) throws -> String {
        let request = folder + "/request.pem"
        let key = folder + "/key.pem"
        let path = folder + "/certificate.pem"
        try openssl([
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-utf8", "-keyout", key,
            "-out", request, "-subj", "/O=包头市商务局/CN=calculator.150200",
        ])
        let index = folder + "/index.txt"
        try "".write(toFile: index, atomically: false, encoding: .utf8)
        try """
        [ca]
        default_ca = own
        [own]
        database = \(index)
        new_certs_dir = \(folder)
        default_md = sha256
        policy = any
        rand_serial = yes
        [any]
        organizationName = optional
        commonName = supplied
        """.write(toFile: folder + "/ca.cnf", atomically: false, encoding: .utf8)
        try openssl([
            "ca", "-batch", "-selfsign", "-config", folder + "/ca.cnf", "-keyfile", key, "-in", request, "-out", path,
            "-startdate", "20260101000000Z", "-enddate", "20270101000000Z", "-utf8",
        ])
        return path
    }

    private func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl \(arguments[0]): \(text)")
    }
}

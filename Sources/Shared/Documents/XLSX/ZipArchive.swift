internal import CZip
internal import Glibc

/// A zip archive whose parts are unpacked piece by piece (libzip), within limits against bombs.
final class ZipArchive {
    private let handle: OpaquePointer
    private let file: String
    private let limits: TableFile.Limits
    private var unpackedBytes = 0

    /// Below this a part's ratio says nothing.
    private static let ratioFreeBytes = 16 << 20

    init(_ input: InputFile, limits: TableFile.Limits) throws(TableError) {
        file = input.path
        self.limits = limits
        // libzip allocates for each entry that the directory announces, before it looks at any.
        let announced = try ZipArchive.announcedEntries(input)
        guard announced <= limits.archiveEntries else {
            let message = "is an archive of \(announced) parts; a spreadsheet has at most \(limits.archiveEntries)"
            throw TableError(file: file, message: message, zh: "压缩包含有\(announced)个部分，不是正常的表格文件")
        }
        var code: Int32 = 0
        // libzip owns and closes the copy where it succeeds.
        let copy = dup(input.descriptor)
        guard copy >= 0, let handle = zip_fdopen(copy, 0, &code) else {
            if copy >= 0 { close(copy) }
            var error = zip_error_t()
            zip_error_init_with_code(&error, code)
            defer { zip_error_fini(&error) }
            throw ZipArchive.damage(file, String(cString: zip_error_strerror(&error)))
        }
        self.handle = handle
    }

    deinit {
        // Nothing was changed, so there is nothing to write and nothing to wait for.
        zip_discard(handle)
    }

    func contains(_ name: String) -> Bool { zip_name_locate(handle, name, zip_flags_t(ZIP_FL_NOCASE)) >= 0 }

    /// Hands a part's bytes to `body`, piece by piece, to its end, where its checksum is compared.
    ///
    /// - Parameter isCounted: false for a part that is read a second time.
    func read(_ name: String, isCounted: Bool = true, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let index = zip_name_locate(handle, name, zip_flags_t(ZIP_FL_NOCASE))
        guard index >= 0 else { throw damage("the part \(name) is missing") }
        var status = zip_stat_t()
        guard zip_stat_index(handle, zip_uint64_t(index), 0, &status) == 0 else { throw damage(reason()) }
        guard status.encryption_method == ZIP_EM_NONE else {
            throw TableError(
                file: file, message: "is protected by a password; save it again without one", zh: "文件有密码保护，请取消密码后另存")
        }
        guard let part = zip_fopen_index(handle, zip_uint64_t(index), 0) else { throw damage(reason()) }
        defer { zip_fclose(part) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: InputFile.pieceBytes, alignment: 16)
        defer { buffer.deallocate() }
        var bytes = 0
        while true {
            let count = Int(zip_fread(part, buffer.baseAddress, zip_uint64_t(buffer.count)))
            guard count >= 0 else { throw damage(String(cString: zip_file_strerror(part))) }
            if count == 0 { return }
            bytes += count
            if isCounted { try addUnpacked(count) }
            let packed = max(1, Int(clamping: status.comp_size))
            guard bytes <= ZipArchive.ratioFreeBytes || bytes / packed < limits.unpackedRatio else {
                let message =
                    "is no honest spreadsheet: its part \(name) unpacks to more than \(limits.unpackedRatio) times its "
                    + "size, as a zip bomb does"
                throw TableError(
                    file: file, message: message, zh: "不是正常的表格文件：解压后膨胀超过\(limits.unpackedRatio)倍，疑为压缩炸弹")
            }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    private func addUnpacked(_ bytes: Int) throws(TableError) {
        unpackedBytes += bytes
        guard unpackedBytes <= limits.unpackedBytes else {
            let message = "unpacks to more than \(limits.unpackedBytes) bytes, the most that are read; split the file"
            throw TableError(file: file, message: message, zh: "解压后超过\(limits.unpackedBytes)字节的上限，请拆分文件")
        }
    }

    private func damage(_ reason: String) -> TableError { ZipArchive.damage(file, reason) }
    private func reason() -> String { String(cString: zip_strerror(handle)) }

    private static func damage(_ file: String, _ reason: String) -> TableError {
        TableError(
            file: file, message: "is damaged (\(reason)); open it in a spreadsheet program and save it again",
            zh: "文件已损坏，请用表格软件打开后重新保存")
    }

    /// How many parts the archive's end says that it has: APPNOTE.TXT 4.3.14 to 4.3.16. Of several candidates for its
    /// end the largest number counts, for libzip may take any of them.
    private static func announcedEntries(_ input: InputFile) throws(TableError) -> Int {
        let tailBytes = 65_535 + 22 + 20
        let start = max(0, input.size - tailBytes)
        let tail = try input.bytes(at: start, min(input.size, tailBytes))
        func number(_ bytes: [UInt8], at index: Int, _ count: Int) -> Int {
            guard index + count <= bytes.count else { return 0 }
            let value = bytes[index..<index + count].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return Int(clamping: value)
        }
        var most = 0
        for index in tail.indices where tail[index] == 0x50 {
            switch number(tail, at: index, 4) {
            case 0x0605_4B50: most = max(most, number(tail, at: index + 10, 2))
            case 0x0706_4B50:
                let offset = number(tail, at: index + 8, 8)
                guard offset < input.size else { continue }
                most = max(most, number(try input.bytes(at: offset, 56), at: 32, 8))
            default: continue
            }
        }
        return most
    }
}

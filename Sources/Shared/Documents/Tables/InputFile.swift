internal import Glibc

/// An open file that can be read at any place. What cannot, a pipe, is copied to a file without a name first.
final class InputFile {
    let path: String
    let size: Int
    let descriptor: Int32

    static let pieceBytes = 1 << 16

    init(_ path: String, limits: TableFile.Limits) throws(TableError) {
        self.path = path
        var descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw InputFile.failure(path, "cannot be opened") }
        do throws(TableError) {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw InputFile.failure(path, "cannot be looked at") }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: throw TableError(file: path, message: "is a folder; name a file", zh: "是文件夹，请指定文件")
            case S_IFREG: size = Int(status.st_size)
            default:
                let copy = try InputFile.copy(of: descriptor, path: path, limit: limits.bytes)
                close(descriptor)
                (descriptor, size) = copy
            }
            guard size <= limits.bytes else { throw InputFile.tooLarge(path, limits.bytes) }
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        // Only a hint; a file system that does not take it reads all the same.
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    deinit { close(descriptor) }

    /// The bytes from an offset on, as many as fit; none at the end.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(TableError) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            if errno != EINTR { throw InputFile.failure(path, "cannot be read") }
        }
    }

    /// Hands over the whole file from an offset on, piece by piece, until `body` answers false.
    func pieces(
        from start: Int = 0, _ body: (UnsafeRawBufferPointer) throws -> Bool
    ) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: InputFile.pieceBytes, alignment: 16)
        defer { buffer.deallocate() }
        var offset = start
        while true {
            let count = try read(at: offset, into: buffer)
            guard count > 0 else { return }
            offset += count
            guard try body(UnsafeRawBufferPointer(rebasing: buffer[..<count])) else { return }
        }
    }

    /// The first bytes, at most so many.
    func prefix(_ count: Int) throws(TableError) -> [UInt8] { try bytes(at: 0, count) }

    func bytes(at offset: Int, _ count: Int) throws(TableError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
        defer { buffer.deallocate() }
        let found = try read(at: offset, into: buffer)
        return Array(buffer[..<found])
    }

    private static func copy(
        of source: Int32, path: String, limit: Int
    ) throws(TableError) -> (descriptor: Int32, size: Int) {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
        var name = Array("\(folder)/duixian-table-XXXXXX".utf8CString)
        let target = mkstemp(&name)
        guard target >= 0 else { throw failure(path, "cannot be copied to \(folder)") }
        unlink(name)
        _ = fcntl(target, F_SETFD, FD_CLOEXEC)
        do throws(TableError) {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceBytes, alignment: 16)
            defer { buffer.deallocate() }
            var size = 0
            while true {
                let count = Glibc.read(source, buffer.baseAddress, buffer.count)
                if count == 0 { return (target, size) }
                if count < 0 {
                    if errno == EINTR { continue }
                    throw failure(path, "cannot be read")
                }
                size += count
                guard size <= limit else { throw tooLarge(path, limit) }
                var written = 0
                while written < count {
                    let more = write(target, buffer.baseAddress?.advanced(by: written), count - written)
                    if more < 0, errno == EINTR { continue }
                    guard more > 0 else { throw failure(path, "cannot be copied to \(folder)") }
                    written += more
                }
            }
        } catch {
            close(target)
            throw error
        }
    }

    private static func failure(_ path: String, _ message: String) -> TableError {
        TableError(file: path, message: "\(message): \(String(cString: strerror(errno)))", zh: "文件无法读取")
    }

    private static func tooLarge(_ path: String, _ limit: Int) -> TableError {
        TableError(
            file: path, message: "is larger than \(limit) bytes, the most that is read; split the file",
            zh: "文件超过\(limit)字节的上限，请拆分")
    }
}

internal import CXLSXWriter
internal import Glibc

/// One sheet of XLSX by libxlsxwriter, which keeps one row in memory and the rest in a temporary file.
final class XLSXSink: RowSink {
    private let file: String
    private let workbook: UnsafeMutablePointer<lxw_workbook>
    private let sheet: UnsafeMutablePointer<lxw_worksheet>
    private let header: UnsafeMutablePointer<lxw_format>
    private let text: UnsafeMutablePointer<lxw_format>
    private let amount: UnsafeMutablePointer<lxw_format>

    init(_ path: String, file: String, columns: [TableColumn], sheet name: String) throws(TableError) {
        self.file = file
        var options = lxw_workbook_options()
        options.constant_memory = UInt8(LXW_TRUE.rawValue)
        guard let workbook = workbook_new_opt(path, &options) else {
            throw TableError(
                file: file, message: "cannot be written: there is no memory left for libxlsxwriter", zh: "内存不足，无法写入")
        }
        guard let sheet = workbook_add_worksheet(workbook, name), let header = workbook_add_format(workbook),
            let text = workbook_add_format(workbook), let amount = workbook_add_format(workbook)
        else {
            workbook_close(workbook)
            throw TableError(file: file, message: "cannot be written: \(name) cannot name a sheet", zh: "工作表名称无效，无法写入")
        }
        // Not the clock's: the same rows give the same bytes. 2000-01-01.
        var properties = lxw_doc_properties()
        properties.created = 946_684_800
        workbook_set_properties(workbook, &properties)
        (self.workbook, self.sheet) = (workbook, sheet)
        (self.header, self.text, self.amount) = (header, text, amount)
        format_set_bold(header)
        format_set_num_format(text, "@")
        format_set_num_format(amount, "#,##0.00")
        worksheet_freeze_panes(sheet, 1, 0)
        for (index, column) in columns.enumerated() {
            let format = column.kind == .text ? text : amount
            let code = worksheet_set_column(sheet, UInt16(index), UInt16(index), Double(column.width), format)
            guard code == LXW_NO_ERROR else {
                workbook_close(workbook)
                throw error(code, row: 1, column: index + 1)
            }
        }
    }

    func append(_ cells: [OutputCell], row: Int) throws(TableError) {
        for (index, cell) in cells.enumerated() {
            let code: lxw_error
            let (line, column) = (UInt32(clamping: row - 1), UInt16(clamping: index))
            switch cell {
            case .header(let name):
                code = worksheet_write_string(sheet, line, column, EscapedText.encoded(name), header)
            case .text(let content):
                code = worksheet_write_string(sheet, line, column, EscapedText.encoded(content), text)
            case .amount(let digits):
                if digits.isEmpty {
                    code = worksheet_write_blank(sheet, line, column, amount)
                } else if let number = XLSXSink.number(digits) {
                    code = worksheet_write_number(sheet, line, column, number, amount)
                } else {
                    code = worksheet_write_string(sheet, line, column, digits, text)
                }
            }
            guard code == LXW_NO_ERROR else { throw error(code, row: row, column: index + 1) }
        }
    }

    func finish() throws(TableError) {
        let code = workbook_close(workbook)
        guard code == LXW_NO_ERROR else { throw error(code) }
    }

    func abandon() { workbook_close(workbook) }

    /// libxlsxwriter takes numbers in binary only and writes 16 digits of them, of which spreadsheets show 15. So an
    /// amount goes there only where those 15 are its own (below 10^13 yuan all are, ``TableCell/rounded`` gives them
    /// back); a larger one is written as text.
    private static func number(_ digits: String) -> Double? {
        var buffer = [CChar](repeating: 0, count: 32)
        let number = strtod(digits, nil)
        // The format of libxlsxwriter's own.
        let length = withVaList([number]) { vsnprintf(&buffer, buffer.count, "%.16G", $0) }
        let written = String(decoding: buffer.prefix(Int(max(0, length))).map(UInt8.init(bitPattern:)), as: UTF8.self)
        let shown = DecimalText(written)?.rounded(toDigits: 15) ?? written
        return DecimalText(shown) == DecimalText(digits) ? number : nil
    }

    private func error(_ code: lxw_error, row: Int? = nil, column: Int? = nil) -> TableError {
        let reason = lxw_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
        return TableError(file: file, row: row, column: column, message: "cannot be written: \(reason)", zh: "无法写入")
    }
}

//! What the kernel tells of a process's memory.

/// Resident memory now, in megabytes; `process` is a number, or `self`.
pub(crate) fn resident_megabytes(process: &str) -> u64 {
    megabytes(process, "VmRSS:")
}

/// The most resident memory so far, in megabytes.
pub(crate) fn peak_megabytes(process: &str) -> u64 {
    megabytes(process, "VmHWM:")
}

fn megabytes(process: &str, field: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"));
    let status = status.expect("the process's memory can be read");
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.expect("the kernel tells it in kB") / 1024
}

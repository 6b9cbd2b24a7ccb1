//! What the kernel tells of a process's memory and of the time it took.

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

/// Seconds of processor that the server of that number has had, and the programs that this one ran to
/// their end: what other work on the machine disturbs least.
pub(crate) fn processor_seconds(server: u32) -> f64 {
    ticks(&server.to_string(), 11..13) + ticks("self", 13..15)
}

/// Of the fields behind the program's name, which ends with a bracket, in hundredths of a second.
fn ticks(process: &str, fields: std::ops::Range<usize>) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"));
    let stat = stat.expect("the process's times can be read");
    let (_, behind) = stat.rsplit_once(')').expect("the program has a name");
    let numbers: Vec<f64> = behind
        .split_whitespace()
        .map(|word| word.parse().unwrap_or_default())
        .collect();
    numbers[fields].iter().sum::<f64>() / 100.0
}

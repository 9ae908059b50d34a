use crate::harness::{Case, Shape};

const DEFAULT: &str = "DefaultDestDir = 13";
const LISTED: &str = "sample.sys = 1";
const COPY: &str = "CopyFiles = Files";

/// Sends the files to `dirid`.
fn to(dirid: &str) -> impl Fn(&mut Shape) {
    let place = format!("DefaultDestDir = {dirid}");
    move |shape| shape.replace(DEFAULT, &place)
}

/// Two models, of which one copies a.dll and the other b.dll under the same name.
fn two_models(shape: &mut Shape) {
    shape.replace("[Install.NT]", "[A.NT]\nCopyFiles = AFiles\n[B.NT]\nCopyFiles = BFiles\n[Install.NT]");
    shape.replace("[Files]", "[AFiles]\nx.dll, a.dll\n[BFiles]\nX.dll, b.dll\n[Files]");
    shape.replace(LISTED, "sample.sys = 1\na.dll = 1\nb.dll = 1");
    shape.replace(DEFAULT, "DefaultDestDir = 13\nAFiles = 11\nBFiles = 11");
    shape.add("a.dll");
    shape.add("b.dll");
}

const MODELS: &str = "[Models.NTamd64.10.0...16299]\n";
const LAST: &str = "%Device% = Install, USB\\VID_1209&PID_0001";

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new("CS2330", "a destination without a number").change(to("")),
        Case::new("CS2331", "the path in the place of the number").change(to("%12%")).twin_change(to("12")),
        Case::new("CS2332", "a number that Windows does not define").change(to("14")).twin_change(to("16425")),
        Case::new("CS2332", "a shell folder that there is none of").change(to("16500")).twin_change(to("0x4016")),
        Case::new("CS2333", "a number of a program").change(to("40000")).twin_change(to("66001")),
        Case::new("CS2333", "a destination that no file is sent to does no harm")
            .change(to("13\nFiles = 70000"))
            .twin_change(to("13\nOthers = 70000")),
        Case::new("CS2334", "a folder above").change(to("10,System32\\..\\.."))
            .twin_change(to("10,System32\\..drivers")),
        Case::new("CS2334", "an absolute path has a drive").change(to("10,C:\\Windows")).twin_change(to("-1,C:\\Windows")),
        Case::new("CS2335", "two models of one system")
            .both(two_models)
            .both(|shape| shape.replace(LAST, &format!("{LAST}\n%Device% = A, USB\\VID_1209&PID_0002\n%Device% = B, USB\\VID_1209&PID_0003")))
            .twin("BFiles = 11", "BFiles = 16425"),
        Case::new("CS2335", "models of two builds never meet")
            .both(two_models)
            .change(|shape| shape.replace(LAST, &format!("{LAST}\n%Device% = A, USB\\VID_1209&PID_0002\n%Device% = B, USB\\VID_1209&PID_0003")))
            .twin_change(|shape| {
                shape.replace("NTamd64.10.0...16299\n\n", "NTamd64.10.0...16299, NTamd64.10.0...22000\n\n");
                shape.replace(LAST, &format!("{LAST}\n%Device% = A, USB\\VID_1209&PID_0002"));
                shape.replace(MODELS, "[Models.NTamd64.10.0...22000]\n%Device% = B, USB\\VID_1209&PID_0003\n[Models.NTamd64.10.0...16299]\n");
            }),
        Case::new("CS2336", "a file is renamed")
            .both(|shape| shape.replace("[Files]\nsample.sys", "[Files]\nsample2.sys, sample.sys"))
            .twin_change(to("12")),
        Case::new("CS2337", "a file is moved").both(|shape| {
            shape.replace(LISTED, "sample.sys = 1,x64");
            shape.remove("sample.sys");
            shape.add("x64/sample.sys");
        }).twin_change(to("13,X64\\")),
        Case::new("CS2337", "the folder of the disk may stand for itself").both(|shape| {
            shape.replace("1 = %Disk%", "1 = %Disk%,,,\\x64");
            shape.remove("sample.sys");
            shape.add("x64/sample.sys");
        }).change(to("13,x86")),
        Case::new("CS2338", "rights for files in the driver store")
            .both(|shape| shape.replace("[Service]", "[Files.Security]\n\"D:P(A;;GA;;;SY)(A;;GA;;;BA)\"\n\n[Service]"))
            .twin_change(to("12")),
        Case::new("CS2339", "a file of the driver store is deleted")
            .both(|shape| shape.replace(COPY, "CopyFiles = Files\nDelFiles = Old"))
            .both(|shape| shape.replace("[Service]", "[Old]\nold.sys\n\n[Service]"))
            .twin_change(to("13\nOld = 12")),
        Case::new("CS2340", "an isolated driver stays in the driver store").both(to("12")).sets("windows").twin("DefaultDestDir = 12", DEFAULT),
        Case::new("CS2340", "an older build has its own rules")
            .both(to("13\nOld = 12"))
            .both(|shape| {
                shape.replace("[Install.NT]", "[Older.NT]\nCopyFiles = Old\n[Install.NT]");
                shape.replace("[Service]", "[Old]\nsample.sys\n\n[Service]");
            })
            .change(|shape| shape.replace(LAST, &format!("{LAST}\n%Device% = Older, USB\\VID_1209&PID_0002")))
            .twin_change(|shape| {
                shape.replace("NTamd64.10.0...16299\n\n", "NTamd64.10.0...16299, NTamd64.10.0\n\n");
                shape.replace(MODELS, "[Models.NTamd64.10.0]\n%Device% = Older, USB\\VID_1209&PID_0002\n[Models.NTamd64.10.0...16299]\n");
            })
            .sets("windows"),
        Case::new("CS2341", "the folder of INFs").change(to("17")).twin_change(to("12")),
    ]
}

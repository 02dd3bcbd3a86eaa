//! The part of Tesseract's C interface that `tesseract-plumbing` calls, found when [`loader::load`] is asked.
//!
//! All names exist since Tesseract 4.1. Calling any function before `load` succeeded is a bug and panics.
#![expect(non_upper_case_globals, non_snake_case, reason = "the C names")]

use std::ffi::{c_char, c_int, c_uchar, c_uint};

use leptonica_sys::{Boxa, Pix, Pixa, late_bound};

pub mod loader;

/// Known only by pointer.
#[repr(C)]
pub struct TessBaseAPI {
    _opaque: [u8; 0],
}

/// Known only by pointer (`tesseract::ETEXT_DESC`, the progress monitor).
#[repr(C)]
pub struct ETEXT_DESC {
    _opaque: [u8; 0],
}

pub type TessOcrEngineMode = c_uint;
pub const TessOcrEngineMode_OEM_TESSERACT_ONLY: TessOcrEngineMode = 0;
pub const TessOcrEngineMode_OEM_LSTM_ONLY: TessOcrEngineMode = 1;
pub const TessOcrEngineMode_OEM_TESSERACT_LSTM_COMBINED: TessOcrEngineMode = 2;
pub const TessOcrEngineMode_OEM_DEFAULT: TessOcrEngineMode = 3;

pub type TessPageIteratorLevel = c_uint;

pub type TessPageSegMode = c_uint;
pub const TessPageSegMode_PSM_OSD_ONLY: TessPageSegMode = 0;
pub const TessPageSegMode_PSM_AUTO_OSD: TessPageSegMode = 1;
pub const TessPageSegMode_PSM_AUTO_ONLY: TessPageSegMode = 2;
pub const TessPageSegMode_PSM_AUTO: TessPageSegMode = 3;
pub const TessPageSegMode_PSM_SINGLE_COLUMN: TessPageSegMode = 4;
pub const TessPageSegMode_PSM_SINGLE_BLOCK_VERT_TEXT: TessPageSegMode = 5;
pub const TessPageSegMode_PSM_SINGLE_BLOCK: TessPageSegMode = 6;
pub const TessPageSegMode_PSM_SINGLE_LINE: TessPageSegMode = 7;
pub const TessPageSegMode_PSM_SINGLE_WORD: TessPageSegMode = 8;
pub const TessPageSegMode_PSM_CIRCLE_WORD: TessPageSegMode = 9;
pub const TessPageSegMode_PSM_SINGLE_CHAR: TessPageSegMode = 10;
pub const TessPageSegMode_PSM_SPARSE_TEXT: TessPageSegMode = 11;
pub const TessPageSegMode_PSM_SPARSE_TEXT_OSD: TessPageSegMode = 12;
pub const TessPageSegMode_PSM_RAW_LINE: TessPageSegMode = 13;

late_bound! {
    fn TessVersion() -> *const c_char;
    fn TessDeleteText(text: *const c_char);
    fn TessDeleteIntArray(arr: *const c_int);
    fn TessBaseAPICreate() -> *mut TessBaseAPI;
    fn TessBaseAPIDelete(handle: *mut TessBaseAPI);
    fn TessBaseAPIInit2(handle: *mut TessBaseAPI, datapath: *const c_char, language: *const c_char, oem: TessOcrEngineMode) -> c_int;
    fn TessBaseAPIInit3(handle: *mut TessBaseAPI, datapath: *const c_char, language: *const c_char) -> c_int;
    fn TessBaseAPIGetDatapath(handle: *mut TessBaseAPI) -> *const c_char;
    fn TessBaseAPISetVariable(handle: *mut TessBaseAPI, name: *const c_char, value: *const c_char) -> c_int;
    fn TessBaseAPISetPageSegMode(handle: *mut TessBaseAPI, mode: TessPageSegMode);
    fn TessBaseAPISetImage(handle: *mut TessBaseAPI, imagedata: *const c_uchar, width: c_int, height: c_int, bytes_per_pixel: c_int, bytes_per_line: c_int);
    fn TessBaseAPISetImage2(handle: *mut TessBaseAPI, pix: *mut Pix);
    fn TessBaseAPISetSourceResolution(handle: *mut TessBaseAPI, ppi: c_int);
    fn TessBaseAPISetRectangle(handle: *mut TessBaseAPI, left: c_int, top: c_int, width: c_int, height: c_int);
    fn TessBaseAPIRecognize(handle: *mut TessBaseAPI, monitor: *mut ETEXT_DESC) -> c_int;
    fn TessBaseAPIGetUTF8Text(handle: *mut TessBaseAPI) -> *mut c_char;
    fn TessBaseAPIGetHOCRText(handle: *mut TessBaseAPI, page_number: c_int) -> *mut c_char;
    fn TessBaseAPIGetAltoText(handle: *mut TessBaseAPI, page_number: c_int) -> *mut c_char;
    fn TessBaseAPIGetTsvText(handle: *mut TessBaseAPI, page_number: c_int) -> *mut c_char;
    fn TessBaseAPIGetLSTMBoxText(handle: *mut TessBaseAPI, page_number: c_int) -> *mut c_char;
    fn TessBaseAPIGetWordStrBoxText(handle: *mut TessBaseAPI, page_number: c_int) -> *mut c_char;
    fn TessBaseAPIGetInputImage(handle: *mut TessBaseAPI) -> *mut Pix;
    fn TessBaseAPIGetSourceYResolution(handle: *mut TessBaseAPI) -> c_int;
    fn TessBaseAPIMeanTextConf(handle: *mut TessBaseAPI) -> c_int;
    fn TessBaseAPIAllWordConfidences(handle: *mut TessBaseAPI) -> *mut c_int;
    fn TessBaseAPIGetComponentImages(handle: *mut TessBaseAPI, level: TessPageIteratorLevel, text_only: c_int, pixa: *mut *mut Pixa, blockids: *mut *mut c_int) -> *mut Boxa;
}

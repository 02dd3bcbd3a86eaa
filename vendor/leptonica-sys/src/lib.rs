//! The part of leptonica's C interface that `leptonica-plumbing` calls, resolved at run time.
//!
//! libtesseract depends on leptonica, so its handle answers for these names too: `tesseract_sys::loader` opens
//! the library and calls [`resolve`]. Calling any function before that succeeded is a bug and panics.
#![expect(non_camel_case_types, non_snake_case, reason = "the C names")]

use std::ffi::{c_char, c_float, c_int, c_uchar, c_uint, c_void};

/// Declares C functions that live in a library opened later.
///
/// Makes `resolve`, which looks each name up, and one `unsafe fn` a name, which jumps through the resolved pointer.
/// The safety contract of each is the C function's own.
#[macro_export]
macro_rules! late_bound {
    ($(fn $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?;)*) => {
        struct Table {
            $($name: unsafe extern "C" fn($($ty),*) $(-> $ret)?,)*
        }

        static TABLE: ::std::sync::OnceLock<Table> = ::std::sync::OnceLock::new();

        fn table() -> &'static Table {
            TABLE.get().expect("tesseract_sys::loader::load() must succeed before the first call")
        }

        /// Fills the table. `Err` is the first name that `lookup` does not know.
        ///
        /// # Safety
        /// Each address that `lookup` returns must be that of the C function of this name, with the signature
        /// declared here, and must stay mapped for the rest of the process.
        pub unsafe fn resolve(
            lookup: &dyn Fn(&str) -> Option<::std::ptr::NonNull<::std::ffi::c_void>>,
        ) -> Result<(), &'static str> {
            let table = Table {
                $($name: {
                    let address = lookup(stringify!($name)).ok_or(stringify!($name))?;
                    // SAFETY: the caller vouches for the signature; both sides are one pointer wide.
                    unsafe {
                        ::std::mem::transmute::<
                            ::std::ptr::NonNull<::std::ffi::c_void>,
                            unsafe extern "C" fn($($ty),*) $(-> $ret)?,
                        >(address)
                    }
                },)*
            };
            let _ = TABLE.set(table); // a second load finds the same functions
            Ok(())
        }

        $(
            #[expect(clippy::missing_safety_doc, reason = "the contract is the C function's")]
            pub unsafe fn $name($($arg: $ty),*) $(-> $ret)? {
                // SAFETY: resolved above; the caller keeps the C function's contract.
                unsafe { (table().$name)($($arg),*) }
            }
        )*
    };
}

macro_rules! opaque {
    ($($name:ident)*) => {
        $(
            /// Known only by pointer.
            #[repr(C)]
            pub struct $name {
                _opaque: [u8; 0],
            }
        )*
    };
}

opaque! { Box Boxa Pix Pixa }

pub type l_int32 = c_int;
pub type l_uint32 = c_uint;
pub type l_float32 = c_float;
pub type l_uint8 = c_uchar;
pub type l_ok = c_int;

pub const L_COPY: u32 = 1;
pub const L_CLONE: u32 = 2;

unsafe extern "C" {
    /// libc's: leptonica hands out strings from malloc.
    pub fn free(pointer: *mut c_void);
}

late_bound! {
    fn boxCreateValid(x: l_int32, y: l_int32, w: l_int32, h: l_int32) -> *mut Box;
    fn boxDestroy(pbox: *mut *mut Box);
    fn boxGetGeometry(b: *const Box, px: *mut l_int32, py: *mut l_int32, pw: *mut l_int32, ph: *mut l_int32) -> l_ok;
    fn boxaCreate(n: l_int32) -> *mut Boxa;
    fn boxaDestroy(pboxa: *mut *mut Boxa);
    fn boxaGetBox(boxa: *mut Boxa, index: l_int32, accessflag: l_int32) -> *mut Box;
    fn boxaGetCount(boxa: *const Boxa) -> l_int32;
    fn getImagelibVersions() -> *mut c_char;
    fn getLeptonicaVersion() -> *mut c_char;
    fn pixClone(pixs: *mut Pix) -> *mut Pix;
    fn pixDestroy(ppix: *mut *mut Pix);
    fn pixGetData(pix: *mut Pix) -> *mut l_uint32;
    fn pixGetDepth(pix: *const Pix) -> l_int32;
    fn pixGetHeight(pix: *const Pix) -> l_int32;
    fn pixGetWidth(pix: *const Pix) -> l_int32;
    fn pixRead(filename: *const c_char) -> *mut Pix;
    fn pixReadMem(data: *const l_uint8, size: usize) -> *mut Pix;
    fn pixReadWithHint(filename: *const c_char, hint: l_int32) -> *mut Pix;
    fn pixScaleGeneral(pixs: *mut Pix, scalex: l_float32, scaley: l_float32, sharpfract: l_float32, sharpwidth: l_int32) -> *mut Pix;
    fn pixTransferAllData(pixd: *mut Pix, ppixs: *mut *mut Pix, copytext: l_int32, copyformat: l_int32) -> l_ok;
    fn pixaDestroy(ppixa: *mut *mut Pixa);
    fn pixaGetCount(pixa: *const Pixa) -> l_int32;
    fn pixaGetPix(pixa: *mut Pixa, index: l_int32, accesstype: l_int32) -> *mut Pix;
    fn pixaReadMultipageTiff(filename: *const c_char) -> *mut Pixa;
}

# Puts Turnaround into the start menu, for you alone, so that Windows shows its
# name and icon on notifications and keeps them in the notification centre.
#
#   powershell -ExecutionPolicy Bypass -File start-menu.ps1            # add
#   powershell -ExecutionPolicy Bypass -File start-menu.ps1 -Remove    # take away
#
# Move the folder to where it shall stay first: the shortcut points into it.
param([switch]$Remove)
$ErrorActionPreference = 'Stop'

$shortcut = Join-Path ([Environment]::GetFolderPath('Programs')) 'Turnaround.lnk'
$program = Join-Path $PSScriptRoot 'turnaround.exe'
# The name under which notifications are sent.
$appId = 'Turnaround'

if ($Remove) {
    if (Test-Path -LiteralPath $shortcut) { Remove-Item -LiteralPath $shortcut }
    Write-Host "Removed from the start menu."
    exit 0
}
if (-not (Test-Path -LiteralPath $program)) {
    Write-Error "turnaround.exe is not beside this script: run it from the unpacked folder."
}

$link = (New-Object -ComObject WScript.Shell).CreateShortcut($shortcut)
$link.TargetPath = $program
$link.WorkingDirectory = $PSScriptRoot
$link.IconLocation = "$program,0"
$link.Description = 'Alerts ring and are acknowledged at their source'
$link.Save()

# WScript.Shell cannot set the application's ID; the shell's property store can.
Add-Type -TypeDefinition @'
using System;
using System.Runtime.InteropServices;

public static class TurnaroundShortcut
{
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    struct PropertyKey { public Guid Format; public int Id; }

    [StructLayout(LayoutKind.Sequential)]
    struct PropVariant { public ushort Type; public ushort R1, R2, R3; public IntPtr Value; public IntPtr Rest; }

    [ComImport, Guid("886D8EEB-8CF2-4446-8D02-CDBA1DBDCF99"), InterfaceType(ComInterfaceType.InterfaceIsIUnknown)]
    interface IPropertyStore
    {
        void GetCount(out uint count);
        void GetAt(uint index, out PropertyKey key);
        void GetValue(ref PropertyKey key, out PropVariant value);
        void SetValue(ref PropertyKey key, ref PropVariant value);
        void Commit();
    }

    [DllImport("shell32.dll", CharSet = CharSet.Unicode, PreserveSig = false)]
    static extern void SHGetPropertyStoreFromParsingName(string path, IntPtr context, int flags, ref Guid id,
        [MarshalAs(UnmanagedType.Interface)] out IPropertyStore store);

    public static void SetAppId(string path, string appId)
    {
        var id = typeof(IPropertyStore).GUID;
        IPropertyStore store;
        SHGetPropertyStoreFromParsingName(path, IntPtr.Zero, 2 /* GPS_READWRITE */, ref id, out store);
        // System.AppUserModel.ID
        var key = new PropertyKey { Format = new Guid("9F4C2855-9F79-4B39-A8D0-E1D42DE1D5F3"), Id = 5 };
        var value = new PropVariant { Type = 31 /* VT_LPWSTR */, Value = Marshal.StringToCoTaskMemUni(appId) };
        try
        {
            store.SetValue(ref key, ref value);
            store.Commit();
        }
        finally
        {
            Marshal.FreeCoTaskMem(value.Value);
            Marshal.ReleaseComObject(store);
        }
    }
}
'@
[TurnaroundShortcut]::SetAppId($shortcut, $appId)
Write-Host "Turnaround is in the start menu: $shortcut"
